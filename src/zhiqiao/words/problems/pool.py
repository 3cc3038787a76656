"""Sentences for problems of the pool (资源库问题说明)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "right_is_in_force": _("The right is not in force: only granted patents in force come into the pool."),
    "patent_is_inventoried": _("The patent is not inventoried yet: file the six items first."),
    "holder_is_willing": _("No way of cooperation is accepted: say in the inventory which ways you would accept."),
    "patent_is_no_secret": _("The patent is not published, so it cannot be shown in the pool."),
    "nobody_has_it_alone": _("An exclusive or sole licence is in force (%(given)s)."),
    "term_is_known": _("When the right ends is not known: add kind and application date."),
    "term_is_long_enough": _("The right ends on %(given)s: less than %(least)s years are left."),
    "level_is_high_enough": _("Its level is %(level)s; the rule proposes patents up to level %(lowest)s."),
    "agency_is_named": _("Name the agency to which the listing is entrusted."),
    "promise_is_given": _("Not promised yet: %(field)s."),
    "promise_is_signed": _("Write the name of whoever promises for the holder."),
    "entry_is_known": _("There is no such listing, or not for you."),
    "card_is_ours": _("Only the holder's own people write on this listing."),
    "card_is_unchanged": _(
        "Somebody changed this listing while you wrote. Look at it again; nothing of yours was kept."
    ),
    "price_is_in_order": _("The lower price is above the upper one."),
    "text_is_short_enough": _("%(field)s: at most %(most)s signs."),
}
