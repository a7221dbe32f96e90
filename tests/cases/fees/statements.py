"""Statements as banks write them, made for the tests: the shape of version 2 and that of version 8."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

OURS = "CZ6508000000192000145399"
SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


@dataclass(frozen=True)
class Part:
    """One transaction of an entry."""

    amount: str = ""
    reference: str = ""
    end_to_end: str = "NOTPROVIDED"
    text: str = ""
    payer: str = "Aisha Rahman"
    bank_reference: str = ""


@dataclass(frozen=True)
class Row:
    """One entry."""

    amount: str
    came: bool = True
    reversal: bool = False
    currency: str = "CZK"
    status: str = "BOOK"
    bank_reference: str = ""
    number: str = ""
    day: str = "2027-01-15"
    parts: tuple[Part, ...] = field(default=(Part(),))
    together: int = 0


def camt053(
    *rows: Row, version: str = "02", opening: str = "1000.00", closing: str | None = None, ours: str = OURS
) -> bytes:
    """A whole document; its closing balance follows from the booked entries unless another one is given."""
    moved = sum((_signed(row) for row in rows if row.status == "BOOK"), Decimal(opening))
    balances = _balance("OPBD", Decimal(opening)) + _balance("CLBD", Decimal(closing) if closing else moved)
    entries = "".join(_entry(row, version) for row in rows)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{SPACE}{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>2027-01-15-1</MsgId><CreDtTm>2027-01-15T20:00:00+01:00</CreDtTm></GrpHdr>
<Stmt><Id>STATEMENT 10/2027</Id><ElctrncSeqNb>10</ElctrncSeqNb><CreDtTm>2027-01-15T20:00:00+01:00</CreDtTm>
<Acct><Id><IBAN>{ours}</IBAN></Id><Ccy>CZK</Ccy></Acct>
{balances}{entries}</Stmt></BkToCstmrStmt></Document>""".encode()


def _signed(row: Row) -> Decimal:
    return Decimal(row.amount) if row.came else -Decimal(row.amount)


def _balance(code: str, value: Decimal) -> str:
    sign = "CRDT" if value >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='CZK'>{abs(value)}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2027-01-15</Dt></Dt></Bal>"
    )


def _entry(row: Row, version: str) -> str:
    status = row.status if version == "02" else f"<Cd>{row.status}</Cd>"
    parts = "".join(_part(part, row, version) for part in row.parts)
    batch = f"<Btch><NbOfTxs>{row.together}</NbOfTxs></Btch>" if row.together else ""
    return (
        "<Ntry>"
        + (f"<NtryRef>{row.number}</NtryRef>" if row.number else "")
        + f"<Amt Ccy='{row.currency}'>{row.amount}</Amt><CdtDbtInd>{_sign(row)}</CdtDbtInd>"
        + ("<RvslInd>true</RvslInd>" if row.reversal else "")
        + f"<Sts>{status}</Sts><BookgDt><Dt>{row.day}</Dt></BookgDt><ValDt><Dt>{row.day}</Dt></ValDt>"
        + (f"<AcctSvcrRef>{row.bank_reference}</AcctSvcrRef>" if row.bank_reference else "")
        + "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        + f"<NtryDtls>{batch}{parts}</NtryDtls></Ntry>"
    )


def _sign(row: Row) -> str:
    return "CRDT" if row.came else "DBIT"


def _part(part: Part, row: Row, version: str) -> str:
    money = f"<Amt Ccy='{row.currency}'>{part.amount}</Amt>" if part.amount else ""
    amount = f"<AmtDtls><TxAmt>{money}</TxAmt></AmtDtls>" if version == "02" and money else money
    side = "Dbtr" if row.came != row.reversal else "Cdtr"
    name = f"<Nm>{part.payer}</Nm>" if version == "02" else f"<Pty><Nm>{part.payer}</Nm></Pty>"
    bank = f"<AcctSvcrRef>{part.bank_reference}</AcctSvcrRef>" if part.bank_reference else ""
    structured = f"<Strd><CdtrRefInf><Ref>{part.reference}</Ref></CdtrRefInf></Strd>" if part.reference else ""
    return (
        f"<TxDtls><Refs>{bank}<EndToEndId>{part.end_to_end}</EndToEndId></Refs>{amount}<CdtDbtInd>{_sign(row)}</CdtDbtInd>"
        f"<RltdPties><{side}>{name}</{side}><{side}Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></{side}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{part.text}</Ustrd>{structured}</RmtInf></TxDtls>"
    )
