"""Real towns, at least two in the area of each of the eighteen regional agencies."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from directory.vocabulary.authorities import AGENCIES
from directory.vocabulary.departments import Department, all_departments


@dataclass(frozen=True, slots=True)
class Town:
    """One commune (INSEE code) with one of its postal codes."""

    commune_code: str
    postal_code: str
    name: str
    department: Department


_TOWNS: Final = """
97105 97100 Basse-Terre
97120 97110 Pointe-à-Pitre
97101 97139 Les Abymes
97209 97200 Fort-de-France
97213 97232 Le Lamentin
97222 97231 Le Robert
97302 97300 Cayenne
97304 97310 Kourou
97311 97320 Saint-Laurent-du-Maroni
97411 97400 Saint-Denis
97416 97410 Saint-Pierre
97415 97460 Saint-Paul
97611 97600 Mamoudzou
97608 97615 Dzaoudzi
75113 75013 Paris
75119 75019 Paris
77284 77100 Meaux
78646 78000 Versailles
91228 91000 Évry-Courcouronnes
92050 92000 Nanterre
93048 93100 Montreuil
94028 94000 Créteil
95018 95100 Argenteuil
45234 45000 Orléans
37261 37000 Tours
18033 18000 Bourges
28085 28000 Chartres
41018 41000 Blois
36044 36000 Châteauroux
21231 21000 Dijon
25056 25000 Besançon
58194 58000 Nevers
89024 89000 Auxerre
90010 90000 Belfort
71270 71000 Mâcon
76540 76000 Rouen
14118 14000 Caen
76351 76600 Le Havre
27229 27000 Évreux
50129 50100 Cherbourg-en-Cotentin
61001 61000 Alençon
59350 59000 Lille
80021 80000 Amiens
62041 62000 Arras
60057 60000 Beauvais
02408 02000 Laon
59606 59300 Valenciennes
67482 67000 Strasbourg
54395 54000 Nancy
57463 57000 Metz
51454 51100 Reims
68224 68100 Mulhouse
88160 88000 Épinal
10387 10000 Troyes
08105 08000 Charleville-Mézières
44109 44000 Nantes
49007 49000 Angers
72181 72000 Le Mans
53130 53000 Laval
85191 85000 La Roche-sur-Yon
35238 35000 Rennes
29019 29200 Brest
29232 29000 Quimper
56260 56000 Vannes
22278 22000 Saint-Brieuc
33063 33000 Bordeaux
86194 86000 Poitiers
87085 87000 Limoges
17300 17000 La Rochelle
64445 64000 Pau
24322 24000 Périgueux
79191 79000 Niort
31555 31000 Toulouse
34172 34000 Montpellier
30189 30000 Nîmes
66136 66000 Perpignan
81004 81000 Albi
12202 12000 Rodez
46042 46000 Cahors
69387 69007 Lyon
38185 38000 Grenoble
42218 42000 Saint-Étienne
63113 63000 Clermont-Ferrand
74010 74000 Annecy
26362 26000 Valence
43157 43000 Le Puy-en-Velay
13205 13005 Marseille
06088 06000 Nice
83137 83000 Toulon
84007 84000 Avignon
05061 05000 Gap
2A004 20000 Ajaccio
2B033 20200 Bastia
2A247 20137 Porto-Vecchio
2B096 20250 Corte
"""


@cache
def towns_by_agency() -> dict[str, tuple[Town, ...]]:
    """Towns of each open agency, in the order of AGENCIES."""
    towns = [_town(line) for line in _TOWNS.strip().splitlines()]
    return {agency: tuple(town for town in towns if town.department.agency_code == agency) for agency in AGENCIES}


def _town(line: str) -> Town:
    commune_code, postal_code, name = line.split(" ", 2)
    length = 3 if commune_code.startswith("97") else 2
    return Town(commune_code, postal_code, name, all_departments()[commune_code[:length]])
