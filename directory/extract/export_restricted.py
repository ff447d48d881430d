"""The directory as the restricted file: codes without labels, civil status, contacts. For operators, never in public.

It is the only statement of the exports that reads personal data.
"""

from typing import Final

from directory.extract import export_parts as part
from directory.extract.export_parts import clean
from directory.extract.layouts import FileKind

# Given names as the file writes them: each ended by an apostrophe, and one more at the end.
_GIVEN_NAMES: Final = f"""
CASE WHEN c.given_names <> '' THEN replace({clean("c.given_names")}, ' ', chr(39)) || repeat(chr(39), 2) ELSE '' END
"""
_OTHER_IDENTIFIERS: Final = """
SELECT f.practitioner_id, string_agg(concat_ws(',', f.national_id,
    CASE left(f.national_id, 1) WHEN '8' THEN 'RPPS' WHEN '0' THEN 'ADELI' ELSE left(f.national_id, 1) END, f.quality),
    ';' ORDER BY f.national_id COLLATE "C") AS written
FROM directory_formeridentifier AS f WHERE f.ended_at IS NULL GROUP BY f.practitioner_id
"""

RESTRICTED: Final = f"""
WITH site AS MATERIALIZED (
    SELECT o.id, o.technical_id, {part.site_fields(FileKind.RESTRICTED)} AS fields FROM directory_organization AS o
), expertise AS MATERIALIZED ({part.MAIN_EXPERTISE}), other AS MATERIALIZED ({_OTHER_IDENTIFIERS})
SELECT DISTINCT ON ({part.EXERCISE_KEY}, {part.ROLE_KEY}) concat_ws('|', {part.WHO},
    {clean("coalesce(c.birth_family_name, '')")}, {_GIVEN_NAMES},
    coalesce(to_char(c.birth_date, 'DD/MM/YYYY'), ''), coalesce(c.birth_place_code, ''),
    coalesce(c.birth_country_code, ''), {clean("coalesce(c.birth_place_label, '')")}, coalesce(c.sex_code, ''),
    coalesce(mobile.mobile, ''), {clean("coalesce(mail.email, '')")},
    p.civility_code, x.profession_code, x.category_code, x.civility_code, {part.FAMILY_NAME}, {part.GIVEN_NAME},
    coalesce(s.type_code, ''), coalesce(s.code, ''), coalesce(r.mode_code, ''), coalesce(r.sector_code, ''),
    coalesce(r.pharmacist_section_code, ''), coalesce(r.role_code, ''),
    coalesce(site.fields, {part.no_site(FileKind.RESTRICTED)}), {part.AUTHORITY},
    {clean("coalesce(other.written, '')")}, coalesce(r.activity_kind_code, ''), '')
{part.LISTED} {part.JOIN_AUTHORITIES}
LEFT JOIN directory_civilidentity AS c ON c.practitioner_id = p.id
LEFT JOIN directory_contactpoint AS mobile
    ON mobile.practitioner_id = p.id AND mobile.kind = 'MOBILE' AND mobile.ended_at IS NULL
LEFT JOIN directory_contactpoint AS mail
    ON mail.practitioner_id = p.id AND mail.kind = 'EMAIL' AND mail.ended_at IS NULL
LEFT JOIN other ON other.practitioner_id = p.id
LEFT JOIN expertise AS s ON s.exercise_id = x.id
LEFT JOIN ({part.RUNNING_ROLES}) AS r ON r.exercise_id = x.id
LEFT JOIN site ON site.id = r.organization_id
ORDER BY {part.EXERCISE_KEY}, {part.ROLE_KEY}, r.authority
"""
