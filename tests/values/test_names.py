import pytest

from custsheet.values import names


@pytest.mark.parametrize(
    ("value", "name", "title"),
    [
        ("张总", "张", "总"),
        ("李经理", "李", "经理"),
        ("王工", "王", "工"),
        ("王副总", "王", "副总"),
        ("欧阳先生", "欧阳", "先生"),
        ("陈董事长", "陈", "董事长"),
        ("张伟 先生", "张伟", "先生"),
        ("Mr. John Smith", "john smith", "mr"),
        ("Dr Li", "li", "dr"),
        ("John Smith Jr.", "john smith", "jr"),
        ("王芳", "王芳", None),
        ("李建工", "李建工", None),
        ("总", "总", None),
        ("Mrinal Sen", "mrinal sen", None),
        ("", "", None),
        (None, "", None),
    ],
)
def test_split_title__name_and_title(value, name, title):
    assert names.split_title(value) == (name, title)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("张三", ["张三", "张 三", "张　三", "张三先生", "张三（采购）", "张三\u200b", "张三经理"]),
        ("买买提艾力", ["买买提·艾力", "买买提•艾力", "买买提艾力"]),
        ("johnsmith", ["John Smith", "JOHN  SMITH", "Mr. John Smith", "ｊohn smith"]),
        ("obrien", ["O'Brien", "Ms O’Brien"]),
        ("", ["", None, "  "]),
    ],
)
def test_name_key__same_person(key, values):
    assert {names.name_key(value) for value in values} == {key}


@pytest.mark.parametrize(
    ("left", "right"), [("张三", "张四"), ("张伟", "章伟"), ("张总", "李总"), ("John Smith", "Joan Smith")]
)
def test_name_key__other_person(left, right):
    assert names.name_key(left) != names.name_key(right)


@pytest.mark.parametrize(
    ("value", "key", "city"),
    [
        ("北京ABC科技有限公司", "abc科技", "北京市"),
        ("ABC科技（北京）股份有限公司", "abc科技", "北京市"),
        ("ABC科技", "abc科技", None),
        ("杭州青禾餐饮管理有限责任公司", "青禾餐饮管理", "杭州市"),
        ("广东省深圳市腾讯计算机系统有限公司", "腾讯计算机系统", "深圳市"),
        ("Microsoft（中国）有限公司", "microsoft", None),
        ("华为集团", "华为", None),
        ("上海银行", "上海银行", "上海市"),
        ("北京大学", "北京大学", "北京市"),
        ("上海市第一人民医院", "上海市第一人民医院", "上海市"),
        ("建设银行北京分行", "建设银行北京分行", None),
        ("ABC有限公司北京分公司", "abc有限公司北京分公司", None),
        ("南京路百货有限公司", "南京路百货", None),
        ("Acme Co., Ltd.", "acme", None),
        ("ACME, Inc.", "acme", None),
        ("Acme GmbH & Co. KG", "acme", None),
        ("Acme Trading LLC", "acme trading", None),
        ("Acme (Shanghai) Co., Ltd", "acme", "上海市"),
        ("有限公司", "有限公司", None),
        ("", "", None),
        (None, "", None),
    ],
)
def test_company_key__and_city(value, key, city):
    assert names.company_key(value) == key
    assert names.company_city(value) == city


@pytest.mark.parametrize(
    ("value", "core"),
    [
        ("北京ABC科技有限公司", "abc"),
        ("ABC国际贸易有限公司", "abc"),
        ("杭州青禾餐饮管理有限公司", "青禾"),
        ("Acme Technologies Inc", "acme"),
        ("Acme Import and Export Co., Ltd", "acme"),
        ("科技有限公司", "科技"),
        ("大科技有限公司", "大科技"),
        ("中国建设银行", "中国建设"),
        ("Tech", "tech"),
        ("", ""),
    ],
)
def test_company_core__without_the_trade(value, core):
    assert names.company_core(value) == core


@pytest.mark.parametrize(
    ("value", "branch"),
    [
        ("ABC有限公司北京分公司", True),
        ("建设银行朝阳支行", True),
        ("星巴克万达店", True),
        ("星巴克（西湖店）", True),
        ("海底捞三里屯店", True),
        ("上海代表处", True),
        ("Acme Ltd Shanghai Branch", True),
        ("ABC有限公司", False),
        ("如家酒店", False),
        ("老百姓大药店", False),
        ("新华书店", False),
        ("小王水果店", False),
        ("总店", False),
        ("Branch Metrics Inc", False),
        ("", False),
        (None, False),
    ],
)
def test_is_branch__another_customer_than_its_head_office(value, branch):
    assert names.is_branch(value) is branch


@pytest.mark.parametrize(
    "value",
    [
        "测试",
        "测试客户1",
        "测试 数据",
        "aaa",
        "AAAA",
        "xxx",
        "11111111111",
        "0000000",
        "test",
        "Test Customer 2",
        "test01",
        "asdf",
        "qwerty",
        "哈哈哈",
    ],
)
def test_looks_like_test__caught(value):
    assert names.looks_like_test(value)


@pytest.mark.parametrize(
    "value",
    [
        "上海测试仪器有限公司",
        "测试仪器",
        "测试工程师",
        "12345678",
        "111111",
        "testo",
        "Testa Rossa",
        "Tess",
        "张三",
        "王测试",
        "AAA",
        "aa",
        "李丽丽",
        "Sample Ltd",
        "",
        None,
        111,
        11111111111,
        True,
    ],
)
def test_looks_like_test__left_alone(value):
    assert not names.looks_like_test(value)
