"""The audit trail: how long each category of lines is kept, and where its seals are told. The days are our choice."""

from config import env

# Never under three months: the database refuses to let younger lines go, whoever asks
AUDIT_DAYS = {
    "ACT": env.number("AUDIT_ACT_DAYS", 3653, least=91, most=36_500),
    "SIGN_IN": env.number("AUDIT_SIGN_IN_DAYS", 365, least=91, most=36_500),
    "READING": env.number("AUDIT_READING_DAYS", 365, least=91, most=36_500),
    "REFUSAL": env.number("AUDIT_REFUSAL_DAYS", 365, least=91, most=36_500),
}
# A file of its own for the seals; empty: with the other lines of the log
AUDIT_SEAL_LOG = env.text("AUDIT_SEAL_LOG", "")
