from custsheet.drawing.hidden import flag_formula


def test_flag_formula__compares_key_and_value_numbers_as_numbers() -> None:
    head = '"E|"&IFERROR($A5,"")&"|"'
    assert flag_formula("tasks", "E", 5, 1, [1]) == (
        '=IF(LEFT(cs_flag_tasks)<>"E",0,IF(ISNUMBER(A5),'
        f'IFERROR(ABS(VALUE(SUBSTITUTE(cs_flag_tasks,{head},""))-A5)*10^14<=ABS(A5),0),'
        f'OR(EXACT(cs_flag_tasks,{head}&LEFT(IFERROR(A5,"#"),32000)),'
        f'EXACT(cs_flag_tasks,{head}&"\'"&LEFT(IFERROR(A5,"#"),32000)))))'
    )


def test_flag_formula__names_every_part_of_a_key_and_no_key() -> None:
    assert '"W|"&IFERROR($A9,"")&"|"&IFERROR($C9,"")&"|"' in flag_formula("orders", "W", 9, 2, [1, 3])
    assert 'SUBSTITUTE(cs_flag_notes,"W|","")' in flag_formula("notes", "W", 9, 2, [])
