"""The public directory: how much one address may read of it. Whoever wants everything takes the open data."""

from config import env

# A whole hospital sits behind one address: generous for people, not for a program that copies page after page
PUBLIC_PAGES_A_MINUTE = env.number("PUBLIC_PAGES_A_MINUTE", 90, least=1, most=100_000)
PUBLIC_PAGES_A_DAY = env.number("PUBLIC_PAGES_A_DAY", 5_000, least=1, most=10_000_000)
