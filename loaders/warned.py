"""What is doubted about rows that are taken: a code and its words, Chinese and English. Codes are stable; words are not."""

from __future__ import annotations

#: Doubts about rows that are taken all the same; a cell's own refusal code appears here where nothing is keyed by the cell.
WARNINGS: dict[str, tuple[str, str]] = {
    "uscc-doubtful": ("统一社会信用代码存疑", "a doubtful unified code"),
    "organization-code-doubtful": ("组织机构代码存疑", "a doubtful organisation code"),
    "registration-number-doubtful": ("注册号存疑", "a doubtful registration number"),
    "id-doubtful": ("证件号码存疑", "a doubtful document number"),
    "id-in-text": ("文字或编号中含居民身份证号，已略去", "an id number within a text, or for a number; left out"),
    "placeholder-code": ("代码为占位符，按空处理", "a placeholder, read as empty"),
    "masked-id": ("证件号码已脱敏，身份未确认", "a masked document number; the identity stays unconfirmed"),
    "organization-without-code": ("企业无代码，按名称与机关另立", "a firm without any number, kept apart by its name"),
    "joined-by-name": ("仅按名称对应到登记企业，请核对", "joined to a registered firm by its name alone"),
    "representative-differs": ("法定代表人与登记不一致", "another legal representative than the register's"),
    "status-unsettled": ("当前状态为异议或其他，仍按有效处理", "objected to, or another status; taken as it stands"),
    "annulled-day-from-timestamp": (
        "未载撤销日期，以数据更新时间戳为准",
        "no day of the annulment; that of the last change of the row is taken",
    ),
    "order-day-from-publication": (
        "未载限制消费令日期，以发布日期为准",
        "no day of the order; that of its publication is taken",
    ),
    "two-employers": ("同一人同时在两家单位执业", "registered with two employers at once"),
    "liability-left-open": ("回函未作认定，责任仍待认定", "the answer leaves open who is liable"),
    "change-without-fact": ("变更不涉及任职、出资或名称，未生成事实", "a change that makes no fact"),
    "active-though-closed": ("登记状态为存续，却载有注销或吊销日期", "active, with a day of deregistration or revocation"),
    "relation-after-closing": (
        "任职或持股始于企业注销、吊销之后",
        "an office or holding that begins after the firm was closed",
    ),
    "relation-before-founding": (
        "任职或持股始于企业成立之前",
        "an office or holding that begins before the firm was founded",
    ),
    "relation-before-birth": ("任职或持股始于本人出生之前", "an office or holding that begins before its holder was born"),
    "person-with-two-ids": (
        "同一企业内同一姓名对应多个证件号码",
        "one name in one firm with several document numbers",
    ),
    "capital-zero": ("注册资本为零", "a registered capital of nothing"),
    "id-not-read": (
        "证件号码不是居民身份证号且未写明种类，身份未确认",
        "a number of no stated kind; the identity stays unconfirmed",
    ),
    "lei-without-code": (
        "境内主体的登记号不是统一社会信用代码，按 LEI 另立",
        "a Chinese body whose number is no unified code, kept by its LEI",
    ),
    "interest-left-out": ("部分权益（表决权、间接持股等）未收录", "some interests (votes, indirect holdings) are not kept"),
    "holding-may-be-indirect": ("未写明是否直接持股，按直接持股收录", "a holding not said to be direct is taken as such"),
    "share-unknown": ("持股比例不明", "an unknown share"),
    "share-computed": ("持股比例按认缴出资额计算", "a share computed from subscribed capital"),
    "share-differs-from-capital": ("持股比例与认缴出资额不符", "a share that differs from subscribed capital"),
}
