"""Who may see the views that others wrote, by their names; ours say it beside themselves."""

from __future__ import annotations

from safeconduct.shell.access import SIGNED_IN, Access

_ENTRANCE = Access(why="Whoever signs in is not known yet.")
_OWN = Access(rule=SIGNED_IN, before_second_factor=True)
_DESCRIPTION = Access(why="What the interface offers is no secret; each operation has its own rule.")

DECLARED: dict[str, Access] = {
    "account_login": _ENTRANCE,
    "account_logout": _ENTRANCE,
    "account_inactive": _ENTRANCE,
    "account_signup": _ENTRANCE,
    "account_email_verification_sent": _ENTRANCE,
    "account_reset_password": _ENTRANCE,
    "account_confirm_password_reset_code": _ENTRANCE,
    "account_complete_password_reset": _ENTRANCE,
    "account_password_reset_completed": _ENTRANCE,
    "account_confirm_login_code": _ENTRANCE,
    "account_reauthenticate": _OWN,
    "account_email": _OWN,
    "account_change_password": _OWN,
    "account_set_password": _OWN,
    "mfa_authenticate": _ENTRANCE,
    "mfa_login_webauthn": _ENTRANCE,
    "mfa_index": _OWN,
    "mfa_reauthenticate": _OWN,
    "mfa_reauthenticate_webauthn": _OWN,
    "mfa_activate_totp": _OWN,
    "mfa_deactivate_totp": _OWN,
    "mfa_view_recovery_codes": _OWN,
    "mfa_generate_recovery_codes": _OWN,
    "mfa_download_recovery_codes": _OWN,
    "mfa_list_webauthn": _OWN,
    "mfa_add_webauthn": _OWN,
    "mfa_remove_webauthn": _OWN,
    "mfa_edit_webauthn": _OWN,
    "socialaccount_login_cancelled": _ENTRANCE,
    "socialaccount_login_error": _ENTRANCE,
    "socialaccount_signup": _ENTRANCE,
    "socialaccount_connections": _OWN,
    "openid_connect_login": _ENTRANCE,
    "openid_connect_callback": _ENTRANCE,
    "saml_acs": _ENTRANCE,
    "saml_finish_acs": _ENTRANCE,
    "saml_sls": _ENTRANCE,
    "saml_metadata": _ENTRANCE,
    "saml_login": _ENTRANCE,
    "api:openapi-json": _DESCRIPTION,
    "api:openapi-view": _DESCRIPTION,
    "api:api-root": _DESCRIPTION,
}
