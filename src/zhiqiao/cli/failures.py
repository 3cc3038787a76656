"""What the command says when something fails (失败提示): a sentence in the caller's language, never a traceback.

Not responsible for refusals: these carry problems and are told by `console`. The traceback is kept in `failures.log`
in the data folder, for whoever helps. The sentences stand here and not in a catalogue, since Django, which reads the
catalogues, may be what could not start.
"""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

import click

REFUSED = 4
FAILED = 1
LOG = "failures.log"
SENTENCES: dict[str, tuple[str, str]] = {
    "place": (
        "✗ 无法读写“{place}”：{reason}。请检查路径、权限和磁盘空间，或换一个位置。",
        "✗ “{place}” cannot be read or written: {reason}. Check the path, your rights and the space left,"
        " or take another place.",
    ),
    "busy": (
        "✗ 数据库正忙：另一个程序正在写入。请稍候再试；已完成的部分不会丢失。",
        "✗ The database is busy: another program is writing to it. Try again in a moment; what was done is kept.",
    ),
    "database": (
        "✗ 数据库无法使用：{reason}。请检查数据目录（--home）的权限和磁盘空间。",
        "✗ The database cannot be used: {reason}. Check your rights to the data folder (--home) and the space left.",
    ),
    "unexpected": (
        "✗ 程序出错（{reason}）。已写入的数据不受影响。{log}",
        "✗ Something went wrong in the program ({reason}). What was written before is safe. {log}",
    ),
    "log": ("详情见 {place}。", "Details are in {place}."),
}
REASONS = {
    "FileNotFoundError": ("该目录或文件不存在", "no such file or folder"),
    "NotADirectoryError": ("上级不是目录", "what should be a folder is a file"),
    "IsADirectoryError": ("它是目录", "it is a folder"),
    "PermissionError": ("没有权限", "you have no right to it"),
    "FileExistsError": ("已有同名文件", "a file of that name is there"),
}


def tell_failure(failure: Exception, language: str, home: Path | None) -> int:
    """Say what failed and what to do; returns the exit code."""
    said = 1 if language == "en" else 0
    name = type(failure).__name__
    if isinstance(failure, OSError) and failure.filename is not None:
        reason = REASONS[name][said] if name in REASONS else failure.strerror or name
        click.echo(SENTENCES["place"][said].format(place=failure.filename, reason=reason), err=True)
        return REFUSED
    if name == "OperationalError":
        which = "busy" if "locked" in str(failure) else "database"
        click.echo(SENTENCES[which][said].format(reason=str(failure).strip()), err=True)
        return REFUSED
    kept = keep_traceback(failure, home)
    log = SENTENCES["log"][said].format(place=kept) if kept else ""
    reason = f"{name}: {failure}".splitlines()[0][:200]
    click.echo(SENTENCES["unexpected"][said].format(reason=reason, log=log).rstrip(), err=True)
    return FAILED


def keep_traceback(failure: Exception, home: Path | None) -> Path | None:
    """Append the traceback to the log in the data folder; None when there is no such place."""
    if home is None:
        return None
    place = home / LOG
    try:
        with place.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} zhiqiao, process {os.getpid()}\n")
            log.writelines(traceback.format_exception(failure))
    except OSError:
        return None
    return place
