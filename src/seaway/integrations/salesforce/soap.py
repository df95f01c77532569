"""The two things that only Salesforce's SOAP API can: `merge()`, and saying so in its envelope.

After the SOAP API Developer Guide ("merge()", "API Fault Element") and the partner WSDL."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from seaway.errors import DataError

MOST_REQUESTS = 200
"""Merges in one call; each is a transaction of its own."""
MOST_LOSERS = 2
"""Records that one merge takes beside the survivor."""
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_PARTNER = "urn:partner.soap.sforce.com"
_OBJECT = "urn:sobject.partner.soap.sforce.com"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """One request: at most two losers. `values` are written to the survivor's fields with it."""

    survivor: str
    losers: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """`reason` is `CODE: words` where it did not succeed, else empty."""

    reason: str = ""


def merge_envelope(token: str, type_name: str, merges: Sequence[Merge]) -> bytes:
    """The call `merge()` for records of one object."""
    root = ET.Element(f"{{{_ENVELOPE}}}Envelope")
    header = ET.SubElement(root, f"{{{_ENVELOPE}}}Header")
    session = ET.SubElement(header, f"{{{_PARTNER}}}SessionHeader")
    ET.SubElement(session, f"{{{_PARTNER}}}sessionId").text = token
    body = ET.SubElement(root, f"{{{_ENVELOPE}}}Body")
    call = ET.SubElement(body, f"{{{_PARTNER}}}merge")
    for merge in merges:
        request = ET.SubElement(call, f"{{{_PARTNER}}}request")
        master = ET.SubElement(request, f"{{{_PARTNER}}}masterRecord")
        ET.SubElement(master, f"{{{_OBJECT}}}type").text = type_name
        for name, value in {"Id": merge.survivor, **merge.values}.items():
            ET.SubElement(master, f"{{{_OBJECT}}}{name}").text = _NOT_XML.sub("", value)
        for loser in merge.losers:
            ET.SubElement(request, f"{{{_PARTNER}}}recordToMergeIds").text = loser
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def merge_results(content: bytes, expected: int) -> list[Merged]:
    """The results of a call, in the order of its requests.

    Raises:
        DataError: an answer that is not SOAP, or has another number of results.
    """
    results = [_result(each) for each in _parse(content).iter(f"{{{_PARTNER}}}result")]
    if len(results) != expected:
        raise DataError(
            f"Salesforce answers {len(results)} results to {expected} merges.",
            hint="Run the task again: it asks what was merged, and goes on.",
        )
    return results


def fault_of(content: bytes) -> Any:
    """A SOAP fault in the shape of a REST error; None where it is none."""
    if b"Fault" not in content or not content.lstrip().startswith(b"<"):
        return None
    try:
        fault = ET.fromstring(content).find(f".//{{{_ENVELOPE}}}Fault")  # noqa: S314 - expat bounds entities
    except ET.ParseError:
        return None
    if fault is None:
        return None
    code = (fault.findtext("faultcode") or "").rpartition(":")[2]
    said = (fault.findtext("faultstring") or "").removeprefix(f"{code}: ")
    return [{"errorCode": code, "message": said}]


def _result(result: ET.Element) -> Merged:
    if result.findtext(f"{{{_PARTNER}}}success") == "true":
        return Merged()
    return Merged(reason="; ".join(_reasons(result)) or "UNKNOWN_EXCEPTION: Salesforce names no reason")


def _reasons(result: ET.Element) -> Iterator[str]:
    for error in result.iter(f"{{{_PARTNER}}}errors"):
        code = error.findtext(f"{{{_PARTNER}}}statusCode") or "UNKNOWN_EXCEPTION"
        yield f"{code}: {error.findtext(f'{{{_PARTNER}}}message') or ''}"


def _parse(content: bytes) -> ET.Element:
    try:
        return ET.fromstring(content)  # noqa: S314 - expat bounds entities
    except ET.ParseError as error:
        raise DataError(
            f"Salesforce's SOAP answer can't be read: {error}.", hint="Does a proxy change answers?"
        ) from error
