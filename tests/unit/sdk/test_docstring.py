from seaway.sdk.docstring import parse_docstring

DOC = """Copy objects
    into the directory.

    More words here.

    Args:
        paths: keys or patterns,
            for example `raw/*.csv`
        to (str): folder

    Raises:
        NotFoundError: nothing matches

    Returns:
        The names.

    Example:
        fetch:
          uses: s3.download
    """


def test_a_google_docstring_gives_its_parts() -> None:
    doc = parse_docstring(DOC)
    assert doc.summary == "Copy objects into the directory."
    assert doc.text == "More words here."
    assert doc.args == {"paths": "keys or patterns, for example `raw/*.csv`", "to": "folder"}
    assert doc.raises == {"NotFoundError": "nothing matches"}
    assert doc.returns == "The names."
    assert doc.example == "fetch:\n  uses: s3.download"


def test_no_docstring_gives_empty_parts() -> None:
    assert parse_docstring(None).summary == ""
