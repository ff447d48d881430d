"""Names that could be anybody's: accents, particles, apostrophes and hyphens included."""

from random import Random
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FAMILY_NAMES: Final = _words(
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
    "MME": _words(
        """
        Adèle Agnès Aïcha Amandine Anaïs Anne-Laure Anne-Sophie Aurélie Bénédicte Bérengère Camille Caroline Cécile
        Céline Chloé Clémence Coralie Danièle Delphine Éléonore Élise Élodie Émilie Estelle Fanny Fatoumata Françoise
        Gaëlle Geneviève Hélène Héloïse Inès Jeanne Joëlle Justine Karine Laëtitia Laurence Léa Line Lucie Maëlys
        Magali Margaux Marie-Ève Marie-Hélène Marine Maud Mélanie Mireille Myriam Nadège Noémie Océane Ophélie Pauline
        Raphaëlle Régine Salomé Sandrine Solène Sylvie Thérèse Valérie Véronique Yasmina Zoé
        """
    ),
    "M": _words(
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


def draw_family_name(rng: Random) -> str:
    """A family name in capitals, accents kept, as the extracts write it."""
    if rng.random() < _COMPOUND_SHARE:
        return rng.choice(COMPOUND_FAMILY_NAMES).upper()
    name = rng.choice(FAMILY_NAMES)
    if rng.random() < _DOUBLE_SHARE:
        name = f"{name}-{rng.choice(FAMILY_NAMES)}"
    return name.upper()
