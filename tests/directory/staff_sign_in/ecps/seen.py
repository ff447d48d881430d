"""What the tests of the e-CPS of staff ask of a browser and of its answers."""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY

from directory.staff_sign_in.means import ECPS

LINK, PROVE, STRONG = "/compte/e-cps/", "/compte/e-cps/preuve/", "/portail/rapprochements/nouveau/"


def is_signed_in(browser):
    return "_auth_user_id" in browser.session


def reason_of(answer):
    assert "directory/ecps_refused.html" in [template.name for template in answer.templates]
    return answer.context["reason"]


def age_sign_in(browser, seconds):
    """As if everything that was shown lay some time back."""
    session = browser.session
    if ECPS in session:
        session[ECPS] = {**session[ECPS], "auth_time": session[ECPS]["auth_time"] - seconds}
    shown = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "at": one["at"] - seconds} for one in shown]
    session.save()
