"""What may stand in a column, and which columns belong together."""

from __future__ import annotations

from typing import Final, Literal, get_args

Kind = Literal[
    "person_name",
    "given_name",
    "family_name",
    "company",
    "phone",
    "mobile",
    "email",
    "address",
    "street",
    "house_number",
    "city",
    "postcode",
    "region",
    "date",
    "id_number",
    "org_id",
    "gender",
    "text",
    "code",
]
KINDS: Final[tuple[str, ...]] = get_args(Kind)
