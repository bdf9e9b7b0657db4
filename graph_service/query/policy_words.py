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
    "tax.arrears": ("欠缴税款", "tax arrears"),
    "court.exit_order": ("法院限制出境决定", "court order restricting exit"),
    "bankruptcy_liquidation_completed": ("破产清算完结", "bankruptcy liquidation completed"),
    "bankruptcy_terminated": ("破产程序终结", "bankruptcy proceedings ended"),
    "criminal.economic": ("经济犯罪被判处刑罚", "sentenced for an economic crime"),
    "criminal.food": ("食品安全犯罪", "food safety crime"),
    "drug.fake": ("生产、销售假药", "fake drugs"),
    "drug.inferior_serious": ("生产、销售劣药情节严重", "inferior drugs, serious"),
    "drug.licence_forged_serious": ("伪造、变造药品许可证件情节严重", "forged drug licence, serious"),
    "drug.licence_by_fraud_serious": ("骗取药品许可情节严重", "drug licence obtained by fraud, serious"),
    "device.serious": ("医疗器械违法情节严重", "medical device offence, serious"),
    "securities.ban_decision": ("证券市场禁入决定", "ban from the securities market"),
    "safety.principal_removed": ("主要负责人受撤职处分", "principal in charge removed from office"),
    "safety.principal_criminal": ("主要负责人受刑事处罚", "principal in charge sentenced"),
    "safety.false_report": ("出具虚假安全评价等报告", "false safety report"),
    "fire.service_major_loss": ("消防技术服务造成重大损失", "fire service that caused major loss"),
    "construction.quality_accident": ("工程质量事故", "construction quality accident"),
    "construction.standard_violation": ("未执行工程建设强制性标准", "mandatory construction standards ignored"),
    "construction.principal_sanctioned": ("施工单位负责人受处分", "head of a builder sanctioned"),
    "eia.serious_quality": ("环评文件严重质量问题", "serious faults in an environmental impact report"),
    "procurement.violation": ("政府采购违法", "procurement offence"),
    "bid.same_lot": ("同一标段（合同）投标", "bids for the same lot"),
    "bid.collusion": ("串通投标", "bid collusion"),
    "bid.fraud": ("骗取中标", "bid fraud"),
    "bid.breach": ("不履行中标合同情节严重", "breach of a won contract, serious"),
    "soe.removed": ("国有企业管理人员被免职", "manager of a state-owned enterprise removed"),
    "penalty.revocation_unclear": ("暂扣或者吊销，来源未写明", "suspended or revoked: the source does not say"),
    "penalty.other": ("其他行政处罚", "another penalty"),
    "sanction.other": ("其他对个人的决定", "another decision against a person"),
    "samr.abnormal_list": ("列入经营异常名录", "listed for abnormal operation"),
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
    "safety_service": ("安全评价、检测检验", "safety assessment and testing"),
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

FACT_WORDS: Mapping[str, tuple[str, str]] = {
    "debt_large": ("债务数额较大", "the debt is large"),
    "evidence_against_lr": ("有证据证明法定代表人涉案", "evidence ties the legal representative to the case"),
    "category": ("事由", "the ground"),
    "severity": ("情节", "the gravity"),
    "accident_level": ("事故等级", "the level of the accident"),
    "sentence": ("判处刑罚", "the sentence"),
    "reason": ("事由说明", "the stated reason"),
    "performance": ("履行情况", "the performance"),
    "industry": ("行业", "the industry"),
}

EXCEPTION_WORDS: Mapping[str, tuple[str, str]] = {
    "court_found_another": (
        "法院裁判已确定其他实际责任人，且无证据证明其本人涉案",
        "a court found another person actually responsible, and nothing ties this one to the case",
    ),
}

RELATION_WORDS: Mapping[str, tuple[str, str]] = {
    "same_principal": ("单位负责人为同一人", "the same person in charge of both"),
    "direct_holding": ("直接控股", "one directly controls the other"),
    "management": ("管理关系（分支机构）", "one is a branch of the other"),
}

SCOPE_WORDS: Mapping[str, tuple[str, str]] = {"same_industry": ("限本行业", "in the same industry only")}

FLAG_WORDS: Mapping[str, tuple[str, str]] = {
    "disclosed_with": ("随单位一并公布，本人并未列入名单", "disclosed with the firm, not listed in person"),
    "honour_on_record": ("有荣誉记录：可撤销荣誉称号", "an honour is on record that may be taken away"),
    "term_not_stated": ("决定未载明期限", "the decision states no term"),
}

#: What a violation period that is not on record means for the office.
UNKNOWN_WORDS: Mapping[str, tuple[str, str]] = {
    "review": ("须人工核查，但有责任认定的除外", "review, unless a finding ties the person to the act"),
    "event_day": ("以该事项之日为准", "the day of the event counts"),
}

SILENCE_WORDS: Mapping[str, tuple[str, str]] = {
    "review": ("未载明的须人工核查", "where it is not stated: review"),
    "not_affected": ("未载明的不适用", "where it is not stated: not reached"),
}
