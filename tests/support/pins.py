"""Easy PINs and why they are: the wallet and the command are held to this one table."""

SMS_CODE = "204918"
NATIONAL_ID = "899700000123"
WEAKNESSES = {
    "593827": None,
    "5937": None,
    "294817": None,
    "59382714": None,
    "123": "length",
    "123456789": "length",
    "12a456": "length",
    "٣٤٥٦": "length",
    "000000": "repeated",
    "121212": "repeated",
    "12341234": "repeated",
    "456789": "sequence",
    "890123": "sequence",
    "987654": "sequence",
    "1984": "date",
    "2031": "date",
    "120384": "date",
    "840312": "date",
    "032014": "date",
    "12031984": "date",
    "19840312": "date",
    "204918": "same_as_code",
    "7000": "in_number",
}
