from custsheet.model.finding import Finding

TITLE = "_记录"


def rows(book, title=TITLE):
    return [tuple(row) for row in book[title].iter_rows(min_row=2, values_only=True)]


def test_draw_records__one_row_an_identifier_sorted_with_what_formulas_look_up(zh, make_outcome):
    found = rows(zh)
    assert [row[0] for row in found] == sorted(make_outcome().tiers.table["record"])
    assert found[0][:5] == ("C000001", "A", "新客", "✓ 正常", 0.55)
    first = make_outcome().tiers.table.iloc[0]
    assert found[0][5:] == (0, first["monetary"], first["score"])
    assert found[-1][5:] == (None, None, None)
    assert zh[TITLE].sheet_state == "veryHidden"


def test_draw_records__the_state_says_the_worst_that_is_open(make_outcome, draw):
    found = (
        Finding("W113", "customers", 5, "phone"),
        Finding("E111", "customers", 5, "mobile"),
        Finding("E121", "customers", 5, "email"),
        Finding("W113", "customers", 6, "phone"),
        Finding("I193", "customers", 7, "company"),
        Finding("E171", "orders", 8, "amount"),
    )
    states = [row[3] for row in rows(draw(make_outcome(findings=found)))]
    assert states[:4] == ["● 错误 2", "▲ 警告 1", "✓ 正常", "✓ 正常"]
    english = draw(make_outcome(lang="en", findings=found))
    assert [row[3] for row in rows(english, "_records")][:3] == ["● 2 errors", "▲ 1 warning", "✓ fine"]


def test_draw_records__an_identifier_typed_as_a_number_stays_one(make_outcome, draw):
    made = make_outcome(customers=2, duplicates=(), findings=())
    table = made.snapshot.tables["customers"]
    table.raw["customer_id"] = [1001.0, None]
    table.typed["customer_id"] = ["1001", None]
    assert [row[0] for row in rows(draw(made))] == [1001]


def test_draw_records__of_equal_identifiers_the_first_counts(make_outcome, draw):
    made = make_outcome(customers=3, duplicates=(), findings=())
    table = made.snapshot.tables["customers"]
    table.raw["customer_id"] = table.typed["customer_id"] = ["C1", "C1", "C2"]
    assert [(row[0], row[4]) for row in rows(draw(made))] == [("C1", 0.55), ("C2", 0.57)]


def test_draw_records__names_cover_whole_columns_so_that_growing_changes_nothing(zh):
    assert zh.defined_names["cs_records_tier"].attr_text == "'_记录'!$B$1:$B$1048576"
    assert zh.defined_names["cs_records_completeness"].attr_text == "'_记录'!$E$1:$E$1048576"
