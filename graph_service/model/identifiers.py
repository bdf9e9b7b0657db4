"""Identifiers that check themselves: one door to the numbers of organisations and of persons."""

from __future__ import annotations

from graph_service.model.checked import Checked, Grade, normalized
from graph_service.model.organization_codes import (
    CREDIT_CODE_ALPHABET,
    CreditCode,
    area_of_number,
    check_credit_code,
    check_organization_code,
    check_registration_number,
    credit_code_check_digit,
    organization_code_check_digit,
    organization_code_of,
    registration_check_digit,
)
from graph_service.model.person_documents import (
    DOCUMENT_KINDS,
    PersonalId,
    canonical_resident_id,
    check_foreign_resident_id,
    check_hong_kong_macau_permit,
    check_passport,
    check_person_document,
    check_resident_id,
    check_taiwan_permit,
    masked,
    resident_check_digit,
)

__all__ = [
    "CREDIT_CODE_ALPHABET",
    "DOCUMENT_KINDS",
    "Checked",
    "CreditCode",
    "Grade",
    "PersonalId",
    "area_of_number",
    "canonical_resident_id",
    "check_credit_code",
    "check_foreign_resident_id",
    "check_hong_kong_macau_permit",
    "check_organization_code",
    "check_passport",
    "check_person_document",
    "check_registration_number",
    "check_resident_id",
    "check_taiwan_permit",
    "credit_code_check_digit",
    "masked",
    "normalized",
    "organization_code_check_digit",
    "organization_code_of",
    "registration_check_digit",
    "resident_check_digit",
]
