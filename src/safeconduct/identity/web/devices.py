"""The device of this instance that holds signing keys, opened once in each process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from safeconduct.identity.device import Device, DeviceTrouble

PIN = "pkcs11.pin"


@cache
def opened() -> Device:
    """Return the device.

    Raises:
        DeviceTrouble: none is named, or it cannot be opened.

    """
    if not settings.PKCS11:
        raise DeviceTrouble("No device is named. Set SAFECONDUCT_PKCS11 to the path of its library.")
    file = settings.DATA / PIN
    try:
        pin = file.read_text(encoding="utf-8").strip()
    except OSError:
        raise DeviceTrouble(
            f"The PIN of the device is not there. Write it into {file}, readable by nobody else."
        ) from None
    return Device.open(settings.PKCS11, settings.PKCS11_TOKEN, pin)
