"""One custom property changes; every other byte of the file stays."""

from __future__ import annotations

import io
import warnings
import zipfile

import openpyxl
import pytest
import xlsxwriter

from custsheet.package.properties import set_property


def workbook(**properties: object) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("客户")
    for name, value in properties.items():
        book.set_custom_property(name, value)
    book.close()
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_custom(data: bytes, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts(data).items():
            package.writestr(name, body if name == "docProps/custom.xml" else content)
    return out.getvalue()


def test_set_property__changes_that_text_alone() -> None:
    before = workbook(部门="销售 & 服务", schema_version="1.0.0", count=3, checked=True)
    after = set_property(before, "schema_version", "1.2.0 <β>")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = {one.name: one.value for one in openpyxl.load_workbook(io.BytesIO(after)).custom_doc_props.props}
    assert said == {"部门": "销售 & 服务", "schema_version": "1.2.0 <β>", "count": 3, "checked": True}
    old, new = parts(before), parts(after)
    assert [name for name in old if old[name] != new[name]] == ["docProps/custom.xml"]
    assert new["docProps/custom.xml"] == old["docProps/custom.xml"].replace(b">1.0.0<", b">1.2.0 &lt;\xce\xb2&gt;<")
    assert set_property(after, "schema_version", "1.2.0 <β>") is after


@pytest.mark.parametrize(
    "data",
    [
        workbook(),
        workbook(other="1.0.0"),
        workbook(schema_version=7),
        with_custom(workbook(schema_version="1"), "<Properties>".encode("utf-16")),
        with_custom(workbook(schema_version="1"), b"<!-- <Properties><property name='schema_version'/> -->"),
    ],
    ids=["no part", "another", "a number", "utf-16", "a comment"],
)
def test_set_property__where_there_is_no_such_text_nothing_changes(data: bytes) -> None:
    assert set_property(data, "schema_version", "2") is data


def test_set_property__written_by_another_program() -> None:
    body = (
        b'<?xml version="1.0"?><op:Properties xmlns:op="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        b"<!-- <op:property name='schema_version'><vt:lpwstr>0</vt:lpwstr></op:property> -->"
        b"<op:property name='schema_version' pid='2'><vt:lpwstr>1</vt:lpwstr></op:property></op:Properties>"
    )
    after = parts(set_property(with_custom(workbook(schema_version="1"), body), "schema_version", "2"))
    assert after["docProps/custom.xml"] == body.replace(b"<vt:lpwstr>1<", b"<vt:lpwstr>2<")
