"""The words of the service, in French and in English."""

from django.http import HttpRequest

FRENCH = {
    "language": "fr",
    "title": "Dossier Santé Horizon",
    "tagline": "Le dossier partagé de vos patients",
    "fiction_label": "Démonstration",
    "fiction": "Service fictif de démonstration : aucun dossier réel.",
    "welcome": "Retrouvez vos patients, où qu’ils soient suivis",
    "pitch": "Comptes rendus, ordonnances et plans de soins, réunis pour l’équipe qui les accompagne.",
    "sign_in": "Se connecter avec e-CPS",
    "sign_in_by_situation": "Choisir dans quelle situation je me connecte",
    "sign_in_help": "Votre téléphone vous demandera de confirmer. Aucun mot de passe n’est nécessaire.",
    "to_workstation": "Essayer un poste partagé",
    "workstation": "Poste partagé",
    "locked": "Poste verrouillé",
    "locked_text": "Scannez le code avec votre e-CPS : votre session s’ouvre ici, sans rien taper au clavier.",
    "locked_elsewhere": "Le poste a été verrouillé depuis votre e-CPS.",
    "unlock": "Déverrouiller",
    "unlock_help": "La touche Entrée suffit. Sans activité pendant trois minutes, le poste se verrouille.",
    "unlocked": "Poste déverrouillé pour vous",
    "lock": "Verrouiller",
    "promise_1": "Une identité vérifiée",
    "promise_1_text": "Votre profession et vos structures viennent de l’annuaire national.",
    "promise_2": "Rien à retenir",
    "promise_2_text": "Votre e-CPS et son code PIN suffisent.",
    "promise_3": "Seulement le nécessaire",
    "promise_3_text": "Vous voyez ici tout ce que le service a reçu de vous.",
    "signed_out_elsewhere": "Vous avez été déconnecté de",
    "signed_out_elsewhere_text": "Votre session e-CPS est terminée : nous avons fermé la vôtre ici aussi.",
    "hello": "Bonjour",
    "signed_in": "Vous êtes connecté",
    "sign_out": "Se déconnecter",
    "identity": "Votre identité",
    "name": "Nom",
    "national_id": "Identifiant national",
    "profession": "Profession",
    "structures": "Structures",
    "situation": "Situation choisie",
    "no_structure": "Aucune structure déclarée",
    "assurance": "Niveau d’authentification",
    "claims_id_token": "Reçu dans le jeton d’identité",
    "claims_userinfo": "Reçu du service d’informations",
    "claims_help": "Tout ce que le fournisseur d’identité a transmis, tel quel.",
    "claim": "Donnée",
    "value": "Valeur",
    "empty": "(vide)",
    "error_title": "La connexion n’a pas abouti",
    "error_code": "Code pour le support",
    "try_again": "Réessayer",
    "home": "Retour à l’accueil",
}
ENGLISH = {
    "language": "en",
    "title": "Dossier Santé Horizon",
    "tagline": "Your patients’ shared record",
    "fiction_label": "Demonstration",
    "fiction": "Fictitious service for demonstration: no real record.",
    "welcome": "Find your patients, wherever they are cared for",
    "pitch": "Reports, prescriptions and care plans, together for the team around them.",
    "sign_in": "Sign in with e-CPS",
    "sign_in_by_situation": "Choose in which situation I sign in",
    "sign_in_help": "Your phone will ask you to confirm. No password is needed.",
    "to_workstation": "Try a shared workstation",
    "workstation": "Shared workstation",
    "locked": "Locked",
    "locked_text": "Scan the code with your e-CPS: your session opens here, and nothing is typed on this keyboard.",
    "locked_elsewhere": "The workstation was locked from your e-CPS.",
    "unlock": "Unlock",
    "unlock_help": "The Enter key is enough. After three minutes without a page, the workstation locks itself.",
    "unlocked": "Unlocked for you",
    "lock": "Lock",
    "promise_1": "A verified identity",
    "promise_1_text": "Your profession and structures come from the national directory.",
    "promise_2": "Nothing to remember",
    "promise_2_text": "Your e-CPS and its PIN are enough.",
    "promise_3": "Only what is needed",
    "promise_3_text": "You see here everything that the service received about you.",
    "signed_out_elsewhere": "You were signed out of",
    "signed_out_elsewhere_text": "Your e-CPS session is over: we closed yours here too.",
    "hello": "Hello",
    "signed_in": "You are signed in",
    "sign_out": "Sign out",
    "identity": "Your identity",
    "name": "Name",
    "national_id": "National identifier",
    "profession": "Profession",
    "structures": "Structures",
    "situation": "Chosen situation",
    "no_structure": "No structure declared",
    "assurance": "Level of authentication",
    "claims_id_token": "Received in the identity token",
    "claims_userinfo": "Received from the user information service",
    "claims_help": "Everything that the identity provider sent, as it came.",
    "claim": "Claim",
    "value": "Value",
    "empty": "(empty)",
    "error_title": "You could not be signed in",
    "error_code": "Code for the support",
    "try_again": "Try again",
    "home": "Back to the home page",
}

_REASONS = {
    "access_denied": (
        "Vous avez renoncé, ou la demande a été refusée sur votre téléphone. Rien n’a été transmis au service.",
        "You gave up, or the request was refused on your phone. Nothing was sent to the service.",
    ),
    "login_required": (
        "Votre session chez le fournisseur d’identité est terminée : connectez-vous de nouveau.",
        "Your session at the identity provider is over: sign in again.",
    ),
    "unmet_authentication_requirements": (
        "Votre moyen de connexion n’atteint pas le niveau demandé par ce service.",
        "Your means of signing in does not reach the level that this service asks for.",
    ),
    "not_registered": (
        "Ce service n’est pas encore enregistré auprès du fournisseur d’identité.",
        "This service is not registered with the identity provider yet.",
    ),
    "unreachable": (
        "Le fournisseur d’identité ne répond pas. Réessayez dans un instant.",
        "The identity provider does not answer. Try again in a moment.",
    ),
}
_OTHER_REASON = (
    "La réponse du fournisseur d’identité n’a pas pu être vérifiée : elle a peut-être expiré, ou déjà servi.",
    "The identity provider’s answer could not be verified: it may have expired, or been used already.",
)


def words_for(request: HttpRequest) -> dict[str, str]:
    """Return the words: English for who prefers it to French, French otherwise."""
    wanted = request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower()
    places = {language: wanted.find(language) for language in ("fr", "en")}
    prefers_english = places["en"] >= 0 and (places["fr"] < 0 or places["en"] < places["fr"])
    return ENGLISH if prefers_english else FRENCH


def reason_of(code: str, words: dict[str, str]) -> str:
    """Return what a person must know of an error."""
    french, english = _REASONS.get(code, _OTHER_REASON)
    return english if words["language"] == "en" else french
