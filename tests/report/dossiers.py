"""A small truth, and the export of a product that makes no mistake. All names are invented."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def truth() -> Object:
    """A card form on two pages, a blank back, a decision, a secret paper and a second scan."""
    return {
        "dossier": "D1",
        "member": {
            "full_name": "Hoàng Văn Hoà",
            "birth_date": "1976-08-15",
            "party_badges": ["30", "40"],
            "religion": None,
        },
        "fields": {
            "full_name": _seen(
                "print", (0, 3, 1, "Hoàng Văn Hoà", "print"), (1, 5, 4, "Hoàng Văn Hoà", "typewriter")
            ),
            "birth_date": _seen("handfont", (0, 3, 1, "1976-08-15", "handfont")),
            "party_badges": _seen("print", (0, 3, 2, ["30", "40"], "print")),
            "religion": {"style": "blank", "degradation": None, "occurrences": []},
        },
        "tables": {
            "family": [
                {"relation": "Vợ", "name": "Lê Thị Mẫu"},
                {"relation": "Con", "name": "Hoàng Văn Mẫu"},
            ]
        },
        "documents": [
            {"type": 3, "pages": [1, 2], "withheld": False},
            {"type": 5, "pages": [4, 6], "withheld": False},
            {"type": 34, "pages": [5], "withheld": True},
            {"type": None, "pages": [7], "withheld": False},
        ],
        "pages": [_page(number) for number in range(1, 8)],
        "conflicts": [{"key": "birth_date", "values": []}],
        "canaries": ["Vô Danh Thượng"],
    }


def _seen(style: str, *places: tuple[int, int, int, Any, str]) -> Object:
    keys = ("document", "type", "page", "value", "style")
    occurrences = [dict(zip(keys, place, strict=True)) | {"degradation": "mild"} for place in places]
    return {"style": style, "degradation": "mild", "occurrences": occurrences}


def _page(number: int) -> Object:
    return {
        "number": number,
        "source": "scan.pdf",
        "source_page": number,
        "rotation": 180 if number == 2 else 0,
        "blank": number == 3,
        "withheld": number == 5,
        "duplicate": number == 6,
    }


def export() -> Object:
    """What the contract asks for of the same dossier."""
    pages = [{key: value for key, value in _page(n).items() if key != "duplicate"} for n in range(1, 8)]
    pages[5]["duplicate_of"] = 4
    family = (("Vợ", "Lê Thị Mẫu"), ("Con", "Hoàng Văn Mẫu"))
    return {
        "dossier": "D1",
        "member": {
            "full_name": value("HOÀNG  VĂN HÒA"),
            "birth_date": value("1976-08-15", status="review", confidence=0.9),
            "party_badges": value(["30", "40"]),
            "religion": value(None, status="blank"),
        },
        "tables": {"family": [{"relation": value(r), "name": value(n)} for r, n in family]},
        "documents": [
            {
                "type": 3,
                "pages": [1, 2],
                "fields": {
                    "full_name": value("Hoàng Văn Hoà"),
                    "birth_date": value("1976-08-15"),
                    "party_badges": value(["30", "40"]),
                },
            },
            {"type": 5, "pages": [4, 6], "fields": {"full_name": value("Hoàng Văn Hoà")}},
            {"type": None, "pages": [5], "fields": {}},
            {"type": None, "pages": [7], "fields": {}},
        ],
        "pages": pages,
    }


def value(text: str | list[str] | None, status: str = "accepted", confidence: float = 1.0) -> Object:
    return {"value": text, "raw": "", "confidence": confidence, "status": status}
