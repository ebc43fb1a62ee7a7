"""Parameters of consumer behaviour that all consumers share, as float32 scalars for the kernels."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

Number = np.float32


class Weights(NamedTuple):
    """One field per key of ``conf/consumer``: ``group_key``; meaning, unit and source stand there."""

    needs_visit_base: Number
    needs_visit_need: Number
    needs_wake: Number
    needs_cap: Number
    needs_floor: Number
    needs_start: Number
    needs_flexible: Number
    search_base: Number
    search_awareness: Number
    search_loyalty: Number
    search_satisfaction: Number
    search_explore: Number
    search_products: Number
    search_switch: Number
    choice_nest: Number
    choice_v0: Number
    choice_kappa: Number
    choice_cart: Number
    weights_exposure: Number
    weights_satisfaction: Number
    weights_deal: Number
    weights_pain: Number
    taste_shop: Number
    taste_category: Number
    taste_product: Number
    reference_alpha: Number
    reference_habit: Number
    quantity_stockpile: Number
    quantity_room: Number
    anticipation_weight: Number
    anticipation_cost: Number
    checkout_enabled: Number
    checkout_base: Number
    checkout_friction: Number
    checkout_shipping: Number
    checkout_arousal: Number
    checkout_fill: Number
    checkout_low: Number
    checkout_rest: Number
    budget_share: Number
    wearout_strength: Number
    wearout_half_life: Number
    wearout_novelty: Number
    wearout_season: Number
    halo_exposure: Number
    halo_products: Number
    halo_affinity: Number
    engage_base: Number
    engage_fun: Number
    engage_reward: Number
    engage_curvature: Number
    engage_weighting: Number
    engage_fit: Number
    engage_skill: Number
    engage_effort: Number
    engage_social: Number
    engage_novelty: Number
    engage_wear: Number
    engage_half_life: Number
    impulse_gain: Number
    impulse_value: Number
    impulse_relief: Number
    impulse_decay: Number
    impulse_returns: Number
    satisfaction_alpha: Number
    satisfaction_gain: Number
    satisfaction_quality: Number
    satisfaction_delivery: Number
    satisfaction_price: Number
    satisfaction_service: Number
    satisfaction_service_adapt: Number
    satisfaction_service_best: Number
    satisfaction_service_fall: Number
    satisfaction_warmth: Number
    satisfaction_noise: Number
    satisfaction_adapt: Number
    satisfaction_ratchet: Number
    satisfaction_stockout: Number
    loyalty_up: Number
    loyalty_down: Number
    loyalty_purchase: Number
    loyalty_decay: Number
    inertia_tenure: Number
    inertia_half: Number
    inertia_half_life: Number
    inertia_points: Number
    inertia_full: Number
    fairness_weight: Number
    fairness_tolerance: Number
    trust_start: Number
    trust_unknown: Number
    trust_up: Number
    trust_down: Number
    awareness_start: Number
    awareness_purchase: Number
    awareness_discovery: Number
    awareness_notice: Number
    awareness_decay: Number
    delivery_enabled: Number
    delivery_late: Number
    returns_enabled: Number
    returns_slope: Number
    returns_days: Number
    wom_enabled: Number
    wom_base: Number
    wom_slope: Number
    wom_negative: Number
    wom_weight: Number
    wom_awareness: Number
    wom_review: Number
    wom_rewire: Number
    wom_friends: Number
    presale_look: Number
    presale_regret: Number
    presale_alternative: Number
    group_look: Number
    group_tie: Number
    lifecycle_dormant: Number
    lifecycle_churn: Number

    @classmethod
    def build(cls, groups: Mapping[str, Mapping[str, Any]]) -> "Weights":
        """From the groups of ``conf/consumer``. Raises KeyError naming keys that are missing or unknown."""
        flat = {f"{group}_{key}": value for group, keys in groups.items() for key, value in keys.items()}
        wrong = set(flat) ^ set(cls._fields)
        if wrong:
            missing = sorted(set(cls._fields) - set(flat))
            unknown = sorted(set(flat) - set(cls._fields))
            raise KeyError(f"consumer: missing keys {missing}, unknown keys {unknown}")
        return cls(**{name: np.float32(flat[name]) for name in cls._fields})

    def record(self) -> Any:
        """The same as one float32 record, which kernels take as a single argument."""
        row = np.zeros(1, np.dtype([(name, np.float32) for name in self._fields]))
        for name, value in zip(self._fields, self, strict=True):
            row[name] = value
        return row[0]
