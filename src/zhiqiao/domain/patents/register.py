"""The register as of a day (登记簿): events folded into state, owners, licences, pledges, preservation, open licence.

Every part names the event that made it so; an event that contradicts the others or cannot be applied is told as a
problem, never dropped unsaid. Not responsible for what a code does (`legal_events`) nor for records.

Rule 106 of 专利法实施细则 [L] lists what the register holds; owner = transfers folded over the record, licences =
EE − EC, pledges = PE − PC, preservation = PP − PD [P].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from zhiqiao.domain.codes import ENDED_STATES, LegalState
from zhiqiao.domain.patents.legal_events import CODES, Code, Effect, LegalEvent, LicenceKind, Matter
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.domain.problems import Problem, Severity

__all__ = ["CODES", "Code", "Effect", "Held", "LegalEvent", "LicenceKind", "Record", "Register", "fold"]


@dataclass(frozen=True)
class Record:
    """What our record said before any event, and what it says of the state.

    `states` are its dated statements; `undated` is one without a date, which holds from `taken` on, the day it was
    read; `filed` and `granted` are the days from the patent's own documents.
    """

    owners: tuple[str, ...] = ()
    filed: date | None = None
    granted: date | None = None
    states: tuple[tuple[date, LegalState], ...] = ()
    undated: LegalState = LegalState.UNKNOWN
    taken: date | None = None
    owned: tuple[tuple[date, tuple[str, ...]], ...] = ()
    """Owners that a person has accepted from an extract of the register of that day."""


@dataclass(frozen=True)
class Held:
    """A licence or a pledge that stands, with the event that made it and those that changed it since."""

    number: str
    givers: tuple[str, ...]
    takers: tuple[str, ...]
    cause: LegalEvent
    kind: LicenceKind = LicenceKind.UNKNOWN
    changes: tuple[LegalEvent, ...] = ()

    @property
    def since(self) -> date:
        """The day from which it holds."""
        return self.cause.day


@dataclass(frozen=True)
class Register:
    """The register of one patent as of a day. A cause of None means: our record says so, no event does."""

    as_of: date
    state: LegalState = LegalState.UNKNOWN
    state_since: date | None = None
    state_cause: LegalEvent | None = None
    owners: tuple[str, ...] = ()
    owners_cause: LegalEvent | None = None
    licences: tuple[Held, ...] = ()
    pledges: tuple[Held, ...] = ()
    preserved_by: tuple[LegalEvent, ...] = ()
    open_licence_by: LegalEvent | None = None
    partly_void_by: tuple[LegalEvent, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_in_force(self) -> bool:
        """A granted right that has not ended."""
        return self.state is LegalState.GRANTED

    @property
    def is_preserved(self) -> bool:
        """A court has the right preserved (保全中)."""
        return bool(self.preserved_by)

    @property
    def is_pledged(self) -> bool:
        """A registered pledge stands (质押中)."""
        return bool(self.pledges)

    @property
    def is_open_licensed(self) -> bool:
        """An open licence (开放许可) is declared and the right has not ended."""
        return self.open_licence_by is not None and self.state not in ENDED_STATES

    @property
    def is_exclusively_licensed(self) -> bool:
        """An exclusive or sole licence (独占、排他) stands."""
        return any(one.kind in (LicenceKind.EXCLUSIVE, LicenceKind.SOLE) for one in self.licences)


def fold(events: Iterable[LegalEvent], *, as_of: date, record: Record | None = None) -> Register:
    """The register as of a day, from the events that hold by then; in whatever order they arrived."""
    known = record or Record()
    told = sorted(set(events), key=in_order)
    folding = Folding(known, as_of, told, owners=first_owners(told, known.owners))
    for event in told:
        if event.day <= as_of:
            folding.take(event)
    return folding.register()


def first_owners(events: Iterable[LegalEvent], recorded: tuple[str, ...]) -> tuple[str, ...]:
    """Who owned the patent before any of its events: a transfer says so itself, also to whoever asks for a day before
    it; our record may have been written when all was over."""
    told = [one for one in events if one.effect in (Effect.TRANSFER, Effect.RENAME)]
    first = next((one for one in told if one.before), None)
    is_late = any(same(one.after, recorded) for one in told)
    if first is None or (first.effect is Effect.RENAME and recorded and not is_late):
        return recorded
    return first.before


def in_order(event: LegalEvent) -> tuple[object, ...]:
    """Events by the day they hold from; on one day, what begins comes before what changes or ends."""
    place = list(Effect).index(event.effect) if event.effect is not None else len(Effect)
    return event.day, place, event.on, event.digest(), event.id


@dataclass
class Folding:
    """A register while it is folded."""

    record: Record
    as_of: date
    told: list[LegalEvent]
    """All events, also those after the day asked for."""
    state: LegalState = LegalState.UNKNOWN
    since: date | None = None
    state_cause: LegalEvent | None = None
    owners: tuple[str, ...] = ()
    owners_cause: LegalEvent | None = None
    licences: dict[str, Held] = field(default_factory=dict)
    pledges: dict[str, Held] = field(default_factory=dict)
    preserved: list[LegalEvent] = field(default_factory=list)
    open_licence: LegalEvent | None = None
    partly_void: list[LegalEvent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._owned = sorted(self.record.owned)
        self._is_first = True
        self._said = sorted(self.statements(), key=lambda one: (one[0], list(LegalState).index(one[1])))

    def statements(self) -> list[tuple[date, LegalState]]:
        """What the record says of the state by then, with the day from which it says so. The day of filing alone does
        not say that the application still pends."""
        said = [(day, state) for day, state in self.record.states if state is not LegalState.UNKNOWN]
        if self.record.filed and (said or self.record.granted or self.record.undated is not LegalState.UNKNOWN):
            said.append((self.record.filed, LegalState.PENDING))
        if self.record.granted:
            said.append((self.record.granted, LegalState.GRANTED))
        return [one for one in said if one[0] <= self.as_of]

    def take(self, event: LegalEvent) -> None:
        """Apply one event."""
        self.hear_record(event.day)
        effect = event.effect
        if effect is None:
            if event.office == "CN":  # codes of other offices are kept and not read
                self.tell("event_code_is_known", event)
        elif effect is Effect.UNSAID:
            self.tell("event_says_what_it_does", event)
        elif effect is not Effect.NOTE:
            TAKE[effect](self, event)

    def hear_record(self, day: date) -> None:
        """Take what the record says up to a day: an event of the same day has the last word."""
        while self._owned and self._owned[0][0] <= day:
            self.owners, self.owners_cause, self._is_first = self._owned.pop(0)[1], None, False
        while self._said and self._said[0][0] <= day:
            since, state = self._said.pop(0)
            began_before = state is LegalState.PENDING and self.state is not LegalState.UNKNOWN
            ended_since = state is LegalState.GRANTED and self.has_ended() and self.since == since
            if state is self.state or began_before or ended_since:
                continue
            if self.state_cause is not None:
                self.tell("record_is_not_newer", self.state_cause, state=str(state), said=since.isoformat())
            self.state, self.since, self.state_cause = state, since, None

    def has_ended(self) -> bool:
        """There is no right any more."""
        return self.state in ENDED_STATES

    def tell(self, code: str, event: LegalEvent, **data: str) -> None:
        """Tell of an event that cannot be applied, or does not agree with the others."""
        about: dict[str, str | int | float] = {"event": event.id, "on": event.day.isoformat(), **data}
        self.problems.append(Problem(code, "event_code", event.code, Severity.WARNING, about))

    def stand(self, event: LegalEvent, state: LegalState) -> None:
        """The state from this event on."""
        self.state, self.since, self.state_cause = state, event.day, event

    # What each effect does

    def grant(self, event: LegalEvent) -> None:
        """The right begins, unless it has ended before that."""
        if self.has_ended():
            self.tell("right_is_granted_before_it_ends", event)
        elif self.state is LegalState.GRANTED and self.state_cause is not None:
            self.tell("event_is_told_once", event)
        else:
            self.stand(event, LegalState.GRANTED)

    def end(self, event: LegalEvent) -> None:
        """The right ends; one that has ended does not end again."""
        if self.has_ended() and self.state_cause is not None:
            self.tell("right_ends_once", event)
        elif not self.has_ended() or self.state is event.state:
            self.stand(event, event.state)
        else:
            self.tell("right_ends_once", event)

    def void(self, event: LegalEvent) -> None:
        """Declared invalid, which also a right that has lapsed can be (专利法 art 47 [L])."""
        if self.state is LegalState.INVALIDATED and self.state_cause is not None:
            self.tell("right_ends_once", event)
        else:
            self.stand(event, event.state)

    def refuse(self, event: LegalEvent) -> None:
        """The application ends; a granted patent is no application any more."""
        if self.state is LegalState.GRANTED or (self.has_ended() and self.state is not event.state):
            self.tell("application_is_pending", event)
        else:
            self.stand(event, event.state)

    def restore(self, event: LegalEvent) -> None:
        """What has ended is restored: an application to pending, a right to force."""
        if self.state is LegalState.WITHDRAWN:
            self.stand(event, LegalState.PENDING)
        elif self.has_ended():
            self.stand(event, LegalState.GRANTED)
        else:
            self.tell("right_to_restore_has_ended", event)

    def partly(self, event: LegalEvent) -> None:
        """Partly invalid: what is left stays in force."""
        self.partly_void.append(event)

    def transfer(self, event: LegalEvent) -> None:
        """The owners are those of the transfer; who transfers should have been the owner."""
        if not event.after:
            self.tell("new_owner_is_named", event)
            return
        known = self.record.owners if self._is_first else self.owners
        later = [one.after for one in self.told if one.effect is Effect.TRANSFER and self._is_first]
        if event.before and known and not any(same(one, known) for one in (event.before, *later)):
            self.tell("owner_before_agrees", event, before="; ".join(event.before), known="; ".join(known))
        self.owners, self.owners_cause, self._is_first = event.after, event, False

    def rename(self, event: LegalEvent) -> None:
        """Owners under a new name: those named before give way to those named after, in their places."""
        if not event.after or same(event.before, event.after):
            return  # the address alone
        old = names(event.before)
        places = [at for at, one in enumerate(self.owners) if fold_name(one) in old]
        if same(event.after, self.owners):
            self.owners_cause = event
        elif not old and len(self.owners) in (0, len(event.after)):
            self.owners, self.owners_cause = event.after, event
        elif not places or len(places) != len(old):
            self.tell("owner_to_rename_is_known", event, before="; ".join(event.before), known="; ".join(self.owners))
        else:
            kept = [one for at, one in enumerate(self.owners) if at not in places]
            kept[places[0] : places[0]] = event.after
            self.owners, self.owners_cause = tuple(kept), event

    def begin(self, event: LegalEvent) -> None:
        """A licence or pledge begins, under its number."""
        held = self.held(event)
        key = event.number or f"?{event.digest()}"
        if key in held:
            self.tell("number_is_recorded_once", event, number=event.number)
        else:
            held[key] = Held(event.number, event.givers, event.takers, event, event.licence_kind)

    def change(self, event: LegalEvent) -> None:
        """A licence or pledge that stands reads otherwise from now on."""
        held = self.held(event)
        one = held.get(event.number) if event.number else None
        if one is None:
            self.tell("recordal_is_known", event, number=event.number or "—")
            return
        changed = replace(one, changes=(*one.changes, event))
        if event.matter is Matter.KIND and event.licence_kind is not LicenceKind.UNKNOWN:
            changed = replace(changed, kind=event.licence_kind)
        elif event.matter is Matter.GIVER and event.after:
            changed = replace(changed, givers=event.after)
        elif event.matter is Matter.TAKER and event.after:
            changed = replace(changed, takers=event.after)
        held[event.number] = changed

    def cancel(self, event: LegalEvent) -> None:
        """The licence or pledge of this very number ends, no other."""
        held = self.held(event)
        if not event.number or event.number not in held:
            self.tell("recordal_is_known", event, number=event.number or "—")
        else:
            del held[event.number]

    def held(self, event: LegalEvent) -> dict[str, Held]:
        """Licences or pledges, whichever it is about."""
        effects = (Effect.PLEDGE_BEGINS, Effect.PLEDGE_CHANGES, Effect.PLEDGE_ENDS)
        return self.pledges if event.effect in effects else self.licences

    def preserve(self, event: LegalEvent) -> None:
        """A court has the right preserved; several may."""
        if event.number and any(one.number == event.number for one in self.preserved):
            self.tell("number_is_recorded_once", event, number=event.number)
        else:
            self.preserved.append(event)

    def release(self, event: LegalEvent) -> None:
        """The preservation of its number ends, or the only one."""
        named = [one for one in self.preserved if event.number and one.number == event.number]
        unnamed = self.preserved if not event.number or not any(one.number for one in self.preserved) else []
        found = named or unnamed
        if len(found) != 1:
            self.tell("preservation_is_known", event, number=event.number or "—")
        else:
            self.preserved.remove(found[0])

    def open_up(self, event: LegalEvent) -> None:
        """An open licence is declared."""
        if self.open_licence is not None:
            self.tell("event_is_told_once", event)
        else:
            self.open_licence = event

    def close_down(self, event: LegalEvent) -> None:
        """The open licence is withdrawn."""
        if self.open_licence is None:
            self.tell("open_licence_is_declared", event)
        self.open_licence = None

    def register(self) -> Register:
        """What came of it."""
        self.hear_record(self.as_of)
        self.hear_undated()
        return Register(
            self.as_of,
            self.state,
            self.since,
            self.state_cause,
            self.owners,
            self.owners_cause,
            tuple(self.licences[key] for key in sorted(self.licences)),
            tuple(self.pledges[key] for key in sorted(self.pledges)),
            tuple(self.preserved),
            self.open_licence,
            tuple(self.partly_void),
            tuple(self.problems),
        )

    def hear_undated(self) -> None:
        """A state the record gives without a day holds from when it was read, unless an event tells of another change
        than the grant. For a day before that, nothing is said where it may have held already."""
        undated, record, cause = self.record.undated, self.record, self.state_cause
        if undated in (LegalState.UNKNOWN, self.state) or (cause is not None and cause.effect is not Effect.GRANT):
            return
        if cause is not None and undated not in ENDED_STATES:
            return
        if record.taken is None or self.as_of >= record.taken:
            self.state, self.since, self.state_cause = undated, None, None
        elif undated is not LegalState.PENDING and (record.granted is None or self.as_of >= record.granted):
            self.state, self.since, self.state_cause = LegalState.UNKNOWN, None, None


def same(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """The same names, however written and in whatever order."""
    return names(some) == names(others)


def names(written: Iterable[str]) -> set[str]:
    """Names in the form in which they are compared."""
    return {fold_name(one) for one in written}


TAKE: dict[Effect, Callable[[Folding, LegalEvent], None]] = {
    Effect.GRANT: Folding.grant,
    Effect.END: Folding.end,
    Effect.VOID: Folding.void,
    Effect.REFUSE: Folding.refuse,
    Effect.RESTORE: Folding.restore,
    Effect.PARTLY_VOID: Folding.partly,
    Effect.TRANSFER: Folding.transfer,
    Effect.RENAME: Folding.rename,
    Effect.LICENCE_BEGINS: Folding.begin,
    Effect.LICENCE_CHANGES: Folding.change,
    Effect.LICENCE_ENDS: Folding.cancel,
    Effect.PLEDGE_BEGINS: Folding.begin,
    Effect.PLEDGE_CHANGES: Folding.change,
    Effect.PLEDGE_ENDS: Folding.cancel,
    Effect.PRESERVE: Folding.preserve,
    Effect.RELEASE: Folding.release,
    Effect.OPEN_LICENCE_BEGINS: Folding.open_up,
    Effect.OPEN_LICENCE_ENDS: Folding.close_down,
}
"""What is done for each effect."""
