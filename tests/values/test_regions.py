import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from custsheet.values import divisions, regions

# A developer's script: it stands in the source tree and is not installed.
SCRIPT = Path(__file__).resolve().parents[2] / "custsheet" / "values" / "data" / "generate.py"


@pytest.mark.parametrize(
    ("value", "province", "full"),
    [
        ("北京", None, "北京市"),
        ("Beijing", None, "北京市"),
        ("杭州", None, "杭州市"),
        ("杭州市", "浙江", "杭州市"),
        ("杭州市", "江苏", None),
        ("广东深圳", None, "深圳市"),
        ("广东省深圳市", None, "深圳市"),
        ("Shenzhen City", "Guangdong", "深圳市"),
        ("Xi'an", None, "西安市"),
        ("XIAN", None, "西安市"),
        ("Lvliang", None, "吕梁市"),
        ("Taizhou", None, None),
        ("Taizhou", "江苏省", "泰州市"),
        ("Suzhou", "Anhui", "宿州市"),
        ("延边", None, "延边朝鲜族自治州"),
        ("延边州", "吉林", "延边朝鲜族自治州"),
        ("义乌", None, "义乌市"),
        ("昆山市", "江苏", "昆山市"),
        ("济源", None, "济源市"),
        ("吉林", None, "吉林市"),
        ("海南", None, None),
        ("火星", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_normalize_city__however_typed(value, province, full):
    assert regions.normalize_city(value, province) == full


@pytest.mark.parametrize(
    ("city", "province", "inside"),
    [
        ("杭州", "浙江", True),
        ("杭州市", "江苏省", False),
        ("北京", "北京", True),
        ("北京", "河北", False),
        ("义乌市", "浙江", True),
        ("吉林市", "吉林", True),
        ("Suzhou", "Jiangsu", True),
        ("Suzhou", "Zhejiang", False),
        ("火星", "浙江", None),
        ("杭州", "火星", None),
        (None, None, None),
    ],
)
def test_city_in_province__known_places(city, province, inside):
    assert regions.city_in_province(city, province) is inside


@pytest.mark.parametrize(
    ("district", "city", "inside"),
    [
        ("朝阳区", "北京", True),
        ("朝阳区", "长春市", True),
        ("西湖区", "北京", False),
        ("西湖区", "杭州", True),
        ("崇文区", "北京", True),
        ("临平区", "杭州", True),
        ("义乌市", "金华", True),
        ("义乌市", "义乌市", True),
        ("高新区", "成都", None),
        ("西湖区", "火星", None),
        ("", "北京", None),
        (None, None, None),
    ],
)
def test_district_in_city__present_and_retired(district, city, inside):
    assert regions.district_in_city(district, city) is inside


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("北京市", "010"),
        ("上海", "021"),
        ("Shanghai", "021"),
        ("天津", "022"),
        ("重庆市渝北区", "023"),
        ("沈阳", "024"),
        ("南京", "025"),
        ("成都", "028"),
        ("西安", "029"),
        ("广州", "020"),
        ("杭州市", "0571"),
        ("深圳", "0755"),
        ("义乌市", "0579"),
        ("秦皇岛", "0335"),
        ("朔州", "0349"),
        ("舟山", "0580"),
        ("鹰潭", "0701"),
        ("开封", "0371"),
        ("遵义", "0851"),
        ("石河子", "0993"),
        ("格尔木市", "0979"),
        ("海口", "0898"),
        ("沭阳县", "0527"),
        ("北京市朝阳区建国路88号", "010"),
        ("海西蒙古族藏族自治州", None),
        ("朝阳区", None),
        ("香港", None),
        ("火星", None),
        ("", None),
        (None, None),
    ],
)
def test_area_code__of_a_place(place, code):
    assert regions.area_code(place) == code


@pytest.mark.parametrize(
    ("code", "city", "fits"),
    [
        ("010", "北京", True),
        ("10", "北京", True),
        (571, "杭州", True),
        ("021", "北京", False),
        ("0977", "海西州", True),
        ("0979", "海西州", True),
        ("0579", "义乌", True),
        ("0378", "开封", None),
        ("010", "火星", None),
        ("", "北京", None),
        (None, None, None),
    ],
)
def test_area_code_matches__city(code, city, fits):
    assert regions.area_code_matches(code, city) is fits


def test_cities_of_area_code__shared_codes():
    assert regions.cities_of_area_code("028") == {"成都市", "眉山市", "资阳市"}
    assert regions.cities_of_area_code("10") == {"北京市"}
    assert regions.cities_of_area_code("0999x") == frozenset()


@pytest.mark.parametrize(
    ("address", "province", "city", "district", "rest"),
    [
        ("北京市朝阳区建国路88号", "北京市", "北京市", "朝阳区", "建国路88号"),
        ("北京市北京市朝阳区建国路", "北京市", "北京市", "朝阳区", "建国路"),
        ("北京市市辖区海淀区", "北京市", "北京市", "海淀区", ""),
        ("中国 浙江省 杭州市 西湖区 文三路１号", "浙江省", "杭州市", "西湖区", "文三路1号"),
        ("杭州西湖区文三路", "浙江省", "杭州市", "西湖区", "文三路"),
        ("广东深圳南山区科技园", "广东省", "深圳市", "南山区", "科技园"),
        ("上海浦东新区张江路", "上海市", "上海市", "浦东新区", "张江路"),
        ("海淀区中关村大街", "北京市", "北京市", "海淀区", "中关村大街"),
        ("浙江义乌市稠城街道", "浙江省", "义乌市", None, "稠城街道"),
        ("浙江省金华市义乌市稠城街道", "浙江省", "金华市", "义乌市", "稠城街道"),
        ("吉林市船营区", "吉林省", "吉林市", "船营区", ""),
        ("吉林省吉林市船营区", "吉林省", "吉林市", "船营区", ""),
        ("重庆忠县", "重庆市", "重庆市", "忠县", ""),
        ("河南省济源市", "河南省", "济源市", None, ""),
        ("四川省甘孜藏族自治州康定市", "四川省", "甘孜藏族自治州", "康定市", ""),
        ("江苏省鼓楼区", "江苏省", None, "鼓楼区", ""),
        ("朝阳区建国路88号", None, None, "朝阳区", "建国路88号"),
        ("南京路1号", None, None, None, "南京路1号"),
        ("北京东路12号", None, None, None, "北京东路12号"),
        ("Shenzhen, Guangdong", "广东省", "深圳市", None, "Shenzhen, Guangdong"),
        ("8 Jianguo Road, Beijing 100020, China", "北京市", "北京市", None, "8 Jianguo Road, Beijing 100020, China"),
        ("1 Main Street, Springfield", None, None, None, "1 Main Street, Springfield"),
        ("", None, None, None, ""),
    ],
)
def test_region_of_address__as_far_as_it_tells(address, province, city, district, rest):
    assert regions.region_of_address(address) == (province, city, district, rest)


def test_divisions__the_library_table_is_read_whole():
    table = divisions.divisions()
    assert len(table) > 6500
    assert table["110101"][-1] == ("110101", "东城区", True)
    assert [entry[1:] for entry in table["130204"]] == [("东矿区", False), ("古冶区", True)]
    assert all(len(code) == 6 and entries for code, entries in table.items())
    assert not {"市辖区", "县"} & {county.name for county in divisions.counties()}


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    return _loaded(SCRIPT)


def _loaded(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generate__the_shipped_table_is_what_the_script_makes(generate: ModuleType):
    assert (generate.HERE / "cities.csv").read_text(encoding="utf-8") == generate.render()


def test_generate_added__the_shipped_tables_are_what_the_script_makes() -> None:
    script = _loaded(SCRIPT.with_name("generate_added.py"))
    for name, text in script.contents().items():
        assert (script.HERE / name).read_text(encoding="utf-8") == text, name


def test_generate__every_prefecture_has_a_well_formed_area_code(generate: ModuleType):
    for code, name, short, _, areas in generate.rows():
        assert short
        # Farms of the Xinjiang corps straddle the area codes of their neighbours.
        assert areas or code.startswith("6590"), name
        assert all(len(area) in (3, 4) and area[0] == "0" for area in areas.split())
        assert all(len(area) == 4 for area in areas.split() if area[1] not in "12"), name


def test_import__loads_no_telephone_data():
    code = (
        "import sys, custsheet.values.regions, custsheet.values.phones, custsheet.values.names\n"
        "print([name for name in sys.modules if 'phonenumbers' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
