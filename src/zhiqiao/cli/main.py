"""The door of the `zhiqiao` command: language, data folder, lazy commands, exit codes, messages for what is refused.

Exit codes: 0 done · 1 failed unexpectedly · 2 wrong call · 3 done, but rows were rejected (with --strict) · 4 refused.
"""

from __future__ import annotations

import gettext
import importlib
import os
import sys
import tempfile
from pathlib import Path

import click

from zhiqiao import __version__

SENTENCES = Path(__file__).resolve().parent.parent / "words" / "locale" / "cli"
"""Where the command-line library finds its sentences in Chinese (messages.mo)."""

COMMANDS = {
    "demo": "serve",
    "serve": "serve",
    "work": "serve",
    "status": "serve",
    "import": "imports",
    "template": "imports",
    "grade": "grade",
    "rubric": "grade",
    "indicators": "indicators",
    "procedures": "procedures",
    "remind": "remind",
    "legal-events": "legal",
    "packs": "packs",
    "classes": "classes",
    "pool": "pool",
    "match": "match",
    "match-all": "match_all",
    "suggest": "match",
    "evaluate": "evaluate",
    "bench": "bench",
    "show": "show",
    "embed": "embed",
    "index": "index",
    "users": "people",
    "organisations": "people",
    "keys": "people",
}
"""Command → module in `commands` that holds it under the same name (with "_command" appended)."""

ALONE = {"match", "bench"}
"""Commands that work without set-up, in a data folder of their own that is thrown away."""


def wanted_language(given: str | None) -> str:
    """Chinese unless asked otherwise: --language, then ZHIQIAO_LANGUAGE, then an English locale of the terminal."""
    asked = given or os.environ.get("ZHIQIAO_LANGUAGE", "")
    if not asked:
        locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        asked = "en" if locale.startswith("en") else "zh"
    return "en" if asked.startswith("en") else "zh-hans"


def asked_language(arguments: list[str]) -> str:
    """The language these arguments ask for, told before the command line itself is read."""
    for at, argument in enumerate(arguments):
        if argument in {"-l", "--language"} and at + 1 < len(arguments):
            return wanted_language(arguments[at + 1])
        if argument.startswith("--language="):
            return wanted_language(argument.partition("=")[2])
        if not argument.startswith("-"):
            break
    return wanted_language(None)


def speak(language: str) -> None:
    """Let the command-line library say its own sentences (usage, wrong calls) in this language."""
    gettext.bindtextdomain("messages", str(SENTENCES))
    os.environ["LANGUAGE"] = "en" if language == "en" else "zh_Hans"


def data_folder() -> Path | None:
    """The data folder in use; None when it could not be made."""
    try:
        from django.conf import settings

        return Path(settings.HOME)
    except Exception:  # the settings themselves may be what failed
        return None


def language_of(ctx: click.Context) -> str:
    """The language of this call; --help may come before the option was looked at."""
    return (ctx.find_root().obj or {}).get("language") or wanted_language(None)


def start(command: str, language: str) -> None:
    """Start Django on the right data folder, bring its tables up to date, speak the right language."""
    if command in ALONE:
        kept = tempfile.TemporaryDirectory(prefix="zhiqiao-")
        click.get_current_context().find_root().call_on_close(kept.cleanup)
        os.environ["ZHIQIAO_HOME"] = kept.name
        os.environ.pop("ZHIQIAO_DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiqiao.config.settings")
    import django  # the settings read the environment that was just set
    from django.utils import translation

    django.setup()
    translation.activate(language)
    if tables_are_behind():
        bring_tables_up_to_date()


def tables_are_behind() -> bool:
    """The database lacks tables or columns of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring_tables_up_to_date() -> None:
    """Migrate; of several commands started at once on a new data folder one does it, and the others wait for it."""
    from django.conf import settings
    from django.core.files import locks
    from django.core.management import call_command

    with (settings.HOME / "setup.lock").open("w") as gate:
        locks.lock(gate, locks.LOCK_EX)
        if tables_are_behind():
            call_command("migrate", verbosity=0, interactive=False)


class Lazy(click.Group):
    """Loads a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, with Django started for it."""
        if cmd_name not in COMMANDS:
            return None
        start(cmd_name, language_of(ctx))
        module = importlib.import_module(f"zhiqiao.cli.commands.{COMMANDS[cmd_name]}")
        return getattr(module, f"{cmd_name.replace('-', '_')}_command")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands without loading any of them."""
        chinese = language_of(ctx) != "en"
        with formatter.section("命令" if chinese else "Commands"):
            formatter.write_dl([(name, SHORT[name][0 if chinese else 1]) for name in COMMANDS])


SHORT = {
    "demo": ("载入示例数据，运行匹配，打开网站", "load the sample data, match, open the site"),
    "serve": ("启动网站与后台任务", "run the web site and its worker"),
    "work": ("处理后台任务", "do waiting jobs"),
    "status": ("数据、索引、任务与数据库的状态", "state of data, index, jobs and database"),
    "import": ("导入专利或需求表格", "bring in sheets of patents or needs"),
    "template": ("写出导入模板", "write our own import template"),
    "grade": ("对专利分级", "grade patents"),
    "rubric": ("打印分级规则", "print the grading rubric"),
    "indicators": ("计算与显示专利指标、高价值规则", "compute and show indicators and high-value rules"),
    "legal-events": ("打印法律事件代码及其作用", "print the codes of legal events and what each does"),
    "procedures": ("打印办事流程与状态图", "print the procedures with their state diagrams"),
    "remind": ("年费提醒：列出待处理的年费，每周一封邮件", "annuities to see to, printed and sent once a week"),
    "packs": ("分类数据包：载入官方表、启用、归类", "classification packs: load official tables, put to use, class"),
    "classes": ("推荐 IPC 小类：学习、推荐、评测", "suggest IPC subclasses: learn, suggest, measure"),
    "pool": ("资源库：按规则提出、随事件出入、到期", "the pool: propose, follow events, end listings"),
    "match": (
        "两份表格直接匹配，输出工作簿（无需安装数据库）",
        "match two sheets into a workbook, without set-up",
    ),
    "match-all": ("全部需求与全部专利匹配，写成一张表", "every need against every patent, into one table"),
    "suggest": ("为一项需求、一段话或一件专利找匹配", "matches for a need, a text or a patent"),
    "evaluate": ("在标注集上评测排序质量", "score the ranking on a labelled set"),
    "bench": ("测量全国规模的整条流程", "measure the whole pipeline at national size"),
    "show": ("显示一件专利", "show one patent"),
    "embed": ("计算缺少的语义向量", "compute the vectors that are missing"),
    "index": ("重建检索索引", "rebuild the search index"),
    "users": ("账号", "accounts"),
    "organisations": ("组织", "organisations"),
    "keys": ("接口密钥", "API keys"),
}


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="zhiqiao", help="版本 / version.")
@click.option(
    "--language",
    "-l",
    type=click.Choice(["zh", "en"]),
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _param, given: ctx.ensure_object(dict).update(language=wanted_language(given)),
    help="语言 / language (default: zh, or en under an English locale).",
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    expose_value=False,
    is_eager=True,
    callback=lambda _ctx, _param, given: os.environ.update(ZHIQIAO_HOME=str(given)) if given else None,
    help="数据目录 / data folder (default: ZHIQIAO_HOME, else the user's data folder).",
)
def zhiqiao() -> None:
    """知桥：存量专利的盘点、分级与匹配。 Zhiqiao: inventory, grade and match patents."""


def main() -> None:
    """Run the command; a refusal is told in the user's language and ends with code 4."""
    from zhiqiao.domain.problems import Refused

    speak(asked_language(sys.argv[1:]))
    told: dict[str, str] = {}
    try:
        code = zhiqiao.main(standalone_mode=False, prog_name="zhiqiao", obj=told)
        sys.exit(code if isinstance(code, int) else 0)
    except Refused as refusal:
        from zhiqiao.cli.console import tell_problems

        tell_problems(refusal.problems)
        sys.exit(4)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to be said at exit
        sys.exit(0)
    except Exception as failure:
        from zhiqiao.cli.failures import tell_failure

        sys.exit(tell_failure(failure, told.get("language") or wanted_language(None), data_folder()))


if __name__ == "__main__":
    main()
