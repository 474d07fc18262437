"""Read and verify content credentials (C2PA), with the optional package c2pa-python.

Runs in the sandbox, because the package parses untrusted files. It fetches nothing: a manifest on
another server counts as missing, and certificates are not asked about.
"""

import json
from collections.abc import Iterator
from typing import IO, Any

# https://cv.iptc.org/newscodes/digitalsourcetype/: made by a model, wholly or in part.
AI_SOURCE_TYPES = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")
STATES = {"Trusted": "valid", "Valid": "unknown_signer", "Invalid": "broken"}


def read(source: IO[bytes], media_type: str, anchors: str) -> dict[str, Any]:
    """Return `state` (a value of STATES) and what the last manifest says: `signer`, `tool`,
    `signed_at` and `is_ai_generated`.

    `anchors` are the certificates of trusted authorities, as PEM. A file that the package cannot
    read has the state 'broken' alone.
    """
    import c2pa  # type: ignore[import-not-found,import-untyped,unused-ignore]  # optional

    settings: dict[str, Any] = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(settings))
        with c2pa.Reader(media_type, source, context=context) as reader:
            store = json.loads(reader.json())
            state = STATES.get(str(reader.get_validation_state()), "broken")
    except (c2pa.C2paError, ValueError):
        return {"state": "broken"}
    manifests = store.get("manifests", {})
    manifest = manifests.get(store.get("active_manifest"), {})
    signature = manifest.get("signature_info") or {}
    tool = next(iter(manifest.get("claim_generator_info") or [{}]))
    return {
        "state": state,
        "signer": signature.get("issuer") or "",
        "tool": " ".join(filter(None, (tool.get("name"), tool.get("version")))),
        "signed_at": signature.get("time") or "",
        "is_ai_generated": any(map(_is_ai, _iterate_source_types(manifests.values()))),
    }


def _iterate_source_types(manifests: Any) -> Iterator[str]:
    for manifest in manifests:
        for assertion in manifest.get("assertions") or []:
            data = assertion.get("data")
            actions = data.get("actions") if isinstance(data, dict) else None
            yield from (str(action.get("digitalSourceType", "")) for action in actions or [])


def _is_ai(source_type: str) -> bool:
    return source_type.rpartition("/")[2] in AI_SOURCE_TYPES
