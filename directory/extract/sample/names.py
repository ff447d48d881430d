"""Names that could be anybody's: accents, particles, apostrophes and hyphens included."""

from random import Random
from typing import Final

from directory.extract.sample.surnames import COUNT, surname, words

FAMILY_NAMES: Final = words(
    """
    Abadie Allaire Amrani Arnoux Aubertin Auclair Bachelet Ballester Barbotin Béraud Bergès Berthelot Besnard Bessière
    Bidault Blanchet Boisseau Bonnefoy Bouchard Bourdais Bousquet Boutin Brémond Briand Bruneau Cadoret Caillaud Camus
    Cardoso Castaing Chabrol Chardin Charrier Chauvin Chevallier Clément Colin Cordier Cormier Couderc Coulibaly
    Courtois Crépin Dabrowski Daguerre Delaunay Delcourt Desjardins Diallo Diarra Doucet Dubreuil Duchêne Dufour
    Dumoulin Durieux Escoffier Estève Fabre Faucher Faure Ferrand Fèvre Fontaine Forestier Fournier Gaillard Garnier
    Gauthier Géraud Germain Gillet Giraud Gosselin Goujon Grandjean Guérin Guichard Guillou Hamel Hébert Hennequin
    Hoarau Hubert Humbert Imbert Jacquet Jaouen Joubert Jourdan Kerjean Lacombe Lagarde Lambert Lamy Langlois Larrieu
    Lavergne Lebrun Léger Legrand Lemaître Lepage Leroux Lévêque Louvet Maillard Marchand Marquès Masson Maurel Mercier
    Meunier Monnier Moreau Morvan Mounier Nègre Nguyen Nicolas Noiret Ortega Pagès Parmentier Pasquier Péchard Pelletier
    Perrin Picard Pineau Poirier Prévost Quéré Raynaud Renaudin Ribeiro Rivière Robin Rocher Rousseau Roussel Sabatier
    Salaün Santoni Savary Schneider Schmitt Séguin Simonet Tanguy Tessier Texier Thibault Tisserand Tournier Traoré
    Vallée Vasseur Verdier Vergne Vidal Vilain Voisin Weber Wagner Yilmaz Zimmermann
    """
)
COMPOUND_FAMILY_NAMES: Final = (
    "d'Aubigné",
    "de Bréhan",
    "de La Fontenelle",
    "de Kerguénec",
    "D'Hoine",
    "Da Silva Moreira",
    "de Saint-Aubin",
    "du Plessis-Renard",
    "El Haddadi",
    "L'Hostis",
    "L'Héritier",
    "Le Bihan",
    "Le Coz",
    "Le Goazou",
    "N'Diaye",
    "N'Guessan",
    "O'Malley",
    "Saint-Jean",
    "Van den Broeck",
    "von Ettlingen",
)
GIVEN_NAMES: Final = {
    "MME": words(
        """
        Adèle Agnès Aïcha Amandine Anaïs Anne-Laure Anne-Sophie Aurélie Bénédicte Bérengère Camille Caroline Cécile
        Céline Chloé Clémence Coralie Danièle Delphine Éléonore Élise Élodie Émilie Estelle Fanny Fatoumata Françoise
        Gaëlle Geneviève Hélène Héloïse Inès Jeanne Joëlle Justine Karine Laëtitia Laurence Léa Line Lucie Maëlys
        Magali Margaux Marie-Ève Marie-Hélène Marine Maud Mélanie Mireille Myriam Nadège Noémie Océane Ophélie Pauline
        Raphaëlle Régine Salomé Sandrine Solène Sylvie Thérèse Valérie Véronique Yasmina Zoé
        """
    ),
    "M": words(
        """
        Adrien Alexis Amaury André Antoine Arnaud Aurélien Baptiste Bastien Benoît Bertrand Cédric Christophe Clément
        Corentin Damien Denis Didier Édouard Éloi Éric Étienne Fabrice Florent François François-Xavier Frédéric Gaël
        Gérald Grégoire Guillaume Hervé Hugo Ibrahim Jean-Baptiste Jean-Noël Jean-Yves Jérémie Jérôme Joël Julien
        Karim Kévin Laurent Léo Loïc Ludovic Mathéo Mehdi Mickaël Nicolas Noël Olivier Pascal Pierre-Yves Quentin
        Rémi Renaud Sébastien Stéphane Sylvain Théo Thierry Tristan Valentin Vincent Yann Yoann
        """
    ),
}
CIVILITIES: Final = {"MME": "Madame", "M": "Monsieur"}

_COMPOUND_SHARE: Final = 0.08
_DOUBLE_SHARE: Final = 0.05
# The more people, the rarer the names that turn up: of the first thousand everybody has a usual one.
_USUAL_RANKS: Final = 1_000
_FLATNESS: Final = 100  # of the law by which names are borne: the likelihood of the n-th falls as 1 / (n + flatness)
_SPREAD: Final = 1 + COUNT / _FLATNESS
_USUAL: Final = tuple(name.upper() for name in FAMILY_NAMES)
_COMPOUND: Final = tuple(name.upper() for name in COMPOUND_FAMILY_NAMES)
_DOUBLE_GIVEN_SHARE: Final = 0.04


def draw_family_name(rng: Random, rank: int) -> str:
    """A family name in capitals, accents kept, as the extracts write it. rank: of the person."""
    if rng.random() < _COMPOUND_SHARE:
        return rng.choice(_COMPOUND)
    name = rng.choice(_USUAL)
    is_double = rng.random() < _DOUBLE_SHARE
    if rank < _USUAL_RANKS:
        return f"{name}-{rng.choice(_USUAL)}" if is_double else name
    other = _draw_any(rng)
    return f"{other}-{name}" if is_double else other


def draw_given_name(rng: Random, civility: str, rank: int) -> str:
    """A given name that goes with a civility."""
    name = rng.choice(GIVEN_NAMES[civility])
    if rank >= _USUAL_RANKS and rng.random() < _DOUBLE_GIVEN_SHARE and "-" not in name:
        return f"{name}-{rng.choice(GIVEN_NAMES[civility])}"
    return name


def _draw_any(rng: Random) -> str:
    """One of all surnames, the usual ones first, by a law like that of real ones."""
    place = int(_FLATNESS * (_SPREAD ** rng.random() - 1))
    return _USUAL[place] if place < len(_USUAL) else surname(place - len(_USUAL)).upper()
