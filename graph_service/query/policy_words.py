"""Words for what a rule file may say, Chinese first and English beside it; ``query.words`` has those for maps and outcomes."""

from __future__ import annotations

from collections.abc import Mapping

CATEGORY_WORDS: Mapping[str, tuple[str, str]] = {
    "business_licence_revoked": ("吊销营业执照", "business licence revoked"),
    "ordered_to_close": ("责令关闭", "ordered to close"),
    "industry_ban_decision": ("市场和行业禁入决定", "decision to ban from a market or trade"),
    "food.licence_revoked": ("吊销食品生产经营许可证", "food licence revoked"),
    "tour.licence_revoked": ("吊销旅行社业务经营许可证", "travel agency licence revoked"),
    "ad.false_licence_revoked": ("因发布虚假广告被吊销营业执照", "business licence revoked for false advertising"),
    "court.consumption_order": ("法院限制消费令", "court order restricting consumption"),
    "court.dishonest_executee": ("列为失信被执行人", "listed as dishonest executee"),
    "samr.serious_list": ("列入市场监管严重违法失信名单", "on the market regulator's serious list"),
    "samr.serious_list_nondisclosure": (
        "因未公示信息列入严重违法名单",
        "on the market regulator's serious list for not disclosing",
    ),
    "samr.serious_list_false_disclosure": (
        "因公示虚假信息列入严重违法名单",
        "on the market regulator's serious list for false disclosure",
    ),
    "safety.serious_list": ("列入安全生产严重失信主体名单", "on the work safety list"),
    "wage.arrears_list": ("列入拖欠农民工工资失信名单", "on the list of wage arrears"),
    "tax.serious_list": ("公布为重大税收违法失信主体", "published as serious tax offender"),
    "penalty.revocation_unclear": ("暂扣或者吊销，来源未写明", "suspended or revoked: the source does not say"),
    "penalty.other": ("其他行政处罚", "another penalty"),
    "serious_dishonesty_list": ("列入任一严重失信主体名单", "on any list of the seriously dishonest"),
    "licence_revoked": ("吊销任一许可证照", "any licence revoked"),
}

INDUSTRY_WORDS: Mapping[str, tuple[str, str]] = {
    "food": ("食品", "food"),
    "drug": ("药品", "drugs"),
    "medical_device": ("医疗器械", "medical devices"),
    "construction": ("建设工程", "construction"),
    "tourism": ("旅游", "tourism"),
    "fire_service": ("消防技术服务", "fire protection services"),
    "eia": ("环境影响评价", "environmental impact assessment"),
    "securities": ("证券", "securities"),
}

#: What must be on record about a person in the role, and what follows when it is not.
LIABILITY_WORDS: Mapping[str, tuple[str, str]] = {
    "none": ("具有该身份即适用，不另求责任认定", "the role alone suffices; no finding of liability is asked for"),
    "direct": (
        "须认定负有直接责任；未载明的不适用，可发责任认定征询函",
        "must be found directly liable; where that is not stated: not reached, and an inquiry letter may ask",
    ),
    "personal_finding": (
        "须认定负有个人责任；未载明的须人工核查",
        "must be found personally at fault; where that is not stated: review",
    ),
    "own_sanction": ("须由决定或者名单列明其本人", "must be named in person by the decision or the list"),
}

SELECTOR_WORDS: Mapping[str, tuple[str, str]] = {
    "decision_date": ("决定日", "the day of the decision"),
    "violation_period": ("违法期间", "the time of the violation"),
    "listing_date": ("列入日", "the day of the listing"),
    "evaluation_date": ("评价日", "the day of evaluation"),
    "own_decision": ("对其本人作出决定之日", "the day of the decision against the person"),
    "order_date": ("限制令作出之日", "the day of the court's order"),
    "filing_date": ("立案日", "the day of filing"),
}

#: The day from which a term counts.
START_WORDS: Mapping[str, tuple[str, str]] = {
    "decision_date": ("决定之日", "the day of the decision"),
    "listing_date": ("列入之日", "the day of the listing"),
    "publication_date": ("公布之日", "the day of publication"),
    "filing_date": ("立案之日", "the day of filing"),
    "order_date": ("限制令作出之日", "the day of the court's order"),
    "judgment_effective_date": ("判决生效之日", "the day on which the judgment became final"),
    "completion_date": ("执行完毕之日", "the day of completion"),
    "sentence_served_date": ("刑罚执行期满之日", "the day on which the sentence was served"),
    "probation_end_date": ("缓刑考验期满之日", "the day on which probation ended"),
    "bid_date": ("投标之日", "the day of the bid"),
    "performed_date": ("履行之日", "the day of performance"),
    "removed_date": ("移出之日", "the day of the removal"),
    "annulled_date": ("撤销之日", "the day of the annulment"),
    "correction_date": ("更正之日", "the day of the correction"),
    "own_decision_date": ("对其本人作出决定之日", "the day of the decision against the person"),
}

TERM_WORDS: Mapping[str, tuple[str, str]] = {
    "lifetime": ("终身", "for life"),
    "while_listed": ("在名单期间", "while listed"),
    "until_event": ("直至解除事由出现", "until it is ended"),
    "decision_defined": ("以决定所载期限为准", "as long as the decision says"),
    "from_underlying_basis": ("依上位依据所定期限", "as long as the underlying legal basis says"),
    "per_event": ("仅就该事项", "for this matter alone"),
}

END_WORDS: Mapping[str, tuple[str, str]] = {
    "performed": ("履行完毕", "performed"),
    "removed": ("移出名单", "removed from the list"),
    "order_lifted": ("限制令解除", "order lifted"),
}

EFFECT_WORDS: Mapping[str, tuple[str, str]] = {
    "ipso_iure": ("依法当然发生，无须另行决定", "by the law itself; no further decision is needed"),
    "own_decision": ("须由机关对其本人另行决定", "needs the authority's decision against the person"),
    "named_in_list": ("以名单列名为准", "by being named in the list"),
    "court_order": ("须有法院限制令；未见的待法院作出", "needs a court order; without one it is pending"),
    "policy_route": ("只提出建议，由主管部门决定", "only proposed; the competent authority decides"),
}

LEGAL_STATUS_WORDS: Mapping[str, tuple[str, str]] = {
    "active": ("现行有效", "in force"),
    "active_uncertain": ("现行，效力状态待核", "in force, its status to be confirmed"),
    "historical": ("历史文本", "historical text"),
    "repealed": ("已废止", "repealed"),
    "draft_unverified": ("草稿，未核对", "draft, unverified"),
}

GRADE_WORDS: Mapping[str, tuple[str, str]] = {"high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low")}

CONFIDENCE_WORDS: Mapping[str, tuple[str, str]] = {
    "text": ("条文文本", "of the text"),
    "reading": ("条文理解", "of the reading"),
}

FACT_WORDS: Mapping[str, tuple[str, str]] = {"debt_large": ("债务数额较大", "the debt is large")}

SILENCE_WORDS: Mapping[str, tuple[str, str]] = {
    "review": ("未载明的须人工核查", "where it is not stated: review"),
    "not_affected": ("未载明的不适用", "where it is not stated: not reached"),
}
