"""Reads CNIPA's ST.96 XML (专利 XML 读取) as a table, one line per document, by lxml. The only file that knows it.

Headings begin with "st96:"; what they mean is in `domain/patents/reading`. No entity is expanded, nothing is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.sheets import RawRow, RawTable

HEADINGS = (
    "st96:ApplicationNumber", "st96:ApplicationDate", "st96:PublicationNumber", "st96:PublicationDate",
    "st96:EarlierPublicationNumber", "st96:EarlierPublicationDate", "st96:Title", "st96:Abstract", "st96:FirstClaim",
    "st96:ClaimsCount", "st96:Applicants", "st96:Assignees", "st96:Inventors", "st96:Agency", "st96:Address",
    "st96:Ipc", "st96:Cpc", "st96:Citations", "st96:Priority", "st96:File",
)  # fmt: skip


class St96Reader:
    """One table: a line of headings, then a line per PatentDocumentAndRelated."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def read(self, path: Path) -> Iterator[RawTable]:
        """The documents of the file as a table."""
        root = parsed(path, self.shown)
        documents = [root] if local(root) == DOCUMENT else every(root, f"//{DOCUMENT}")
        if not documents:
            raise Refused([Problem("xml_is_st96", given=self.shown)])
        rows = [RawRow(1, HEADINGS)]
        rows += [RawRow(number, self.line(document)) for number, document in enumerate(documents, start=2)]
        yield RawTable(self.shown, "utf-8", rows)

    def line(self, document: etree._Element) -> tuple[str | None, ...]:
        """One document's values, in the order of the headings."""
        application = preferred(every(document, "//ApplicationReference"))
        publication = preferred(every(document, "/BibliographicData/PublicationReference"))
        earlier = every(document, "//RelatedPublicationDoc/DocumentID")
        claims = every(document, "//Claims/Claim")
        values = (
            number_of(application),
            date_of(application),
            number_of(publication) or attributes(document, "country", "docNumber", "kind"),
            date_of(publication) or document.get("datePublication"),
            number_of(earlier[0]) if earlier else None,
            date_of(earlier[0]) if earlier else None,
            text_of(document, "/BibliographicData/InventionTitle"),
            paragraphs(document, "/Abstract"),
            text_of(claims[0], "") if claims else None,
            str(len(claims)) if claims else None,
            people(document, "//Applicant"),
            people(document, "//Assignee"),
            people(document, "//Inventor"),
            joined(every(document, "//Agency//OrganizationName")),
            text_of(document, "//Applicant//Address/Text"),
            joined(every(document, "//ClassificationIPCR/Text")),
            joined(every(document, "//ClassificationCPC/Text")),
            " | ".join(filter(None, (number_of(preferred(every(each, "//PublicationReference")))
                                     for each in every(document, "//Citation")))) or None,
            " | ".join(filter(None, (number_of(each) for each in every(document, "//PriorityClaim")))) or None,
            self.shown,
        )  # fmt: skip
        return tuple(value or None for value in values)


DOCUMENT = "PatentDocumentAndRelated"
Element = etree._Element


def parsed(path: Path, shown: str) -> etree._Element:
    """The root of an XML file. Raises Refused (`file_is_whole`) where it is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        return etree.parse(str(path), parser).getroot()
    except (etree.XMLSyntaxError, OSError, ValueError) as error:
        raise Refused([Problem("file_is_whole", given=shown)]) from error


def local(element: etree._Element) -> str:
    """The element's name without its namespace: offices move it from edition to edition."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def every(element: etree._Element, steps: str) -> list[etree._Element]:
    """Elements by local names: "//A/B" anywhere below, "/A" a child."""
    path = re.sub(r"(//?)([\w-]+)", r"\1*[local-name()='\2']", steps)
    found = element.xpath(f".{path}")
    return found if isinstance(found, list) else []


def preferred(references: list[etree._Element]) -> etree._Element | None:
    """The reference in the office's original writing, which has the check digit; else the first."""
    original = [each for each in references if each.get("dataFormat") == "original"]
    return (original or references or [None])[0]


def number_of(reference: etree._Element | None) -> str | None:
    """Office, number and kind of a DocumentID."""
    if reference is None:
        return None
    number = text_of(reference, "//DocNumber")
    if not number:
        return None
    return (text_of(reference, "//WIPOST3Code") or "") + number + (text_of(reference, "//Kind") or "")


def date_of(reference: etree._Element | None) -> str | None:
    """The date of a DocumentID, YYYYMMDD."""
    return text_of(reference, "//Date") if reference is not None else None


def attributes(document: etree._Element, *names: str) -> str | None:
    """Some attributes put together."""
    return "".join(document.get(name, "") for name in names) or None


def text_of(element: etree._Element, steps: str) -> str | None:
    """The text of the first element found, with what stands inside it, blanks tidied."""
    found = every(element, steps) if steps else [element]
    if not found:
        return None
    pieces = (html.unescape(str(piece)) for piece in found[0].itertext())
    return re.sub(r"\s+", " ", "".join(pieces)).strip() or None


def paragraphs(document: etree._Element, steps: str) -> str | None:
    """The paragraphs below the first element found, a line each."""
    holders = every(document, steps)
    if not holders:
        return None
    texts = [text_of(each, "") for each in every(holders[0], "//Paragraphs")] or [text_of(holders[0], "")]
    return "\n".join(filter(None, texts)) or None


def people(document: etree._Element, steps: str) -> str | None:
    """The names of parties."""
    names = [text_of(each, "//Name") or text_of(each, "//OrganizationName") for each in every(document, steps)]
    return " | ".join(name for name in names if name) or None


def joined(elements: list[etree._Element]) -> str | None:
    """The texts of elements, each once."""
    return " | ".join(dict.fromkeys(filter(None, (text_of(each, "") for each in elements)))) or None
