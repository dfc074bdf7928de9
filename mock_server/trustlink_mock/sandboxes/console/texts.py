"""Home of the console's texts, in English and Simplified Chinese."""

from typing import Literal

Language = Literal["en", "zh-CN"]

TEXTS: dict[str, dict[Language, str]] = {
    "title": {"en": "TrustLink sandbox", "zh-CN": "TrustLink 沙箱"},
    "unofficial": {
        "en": "Unofficial, synthetic data: a mock of an assumed interface.",
        "zh-CN": "非官方；数据均为合成：这是假定接口的模拟服务器。",
    },
    "skip": {"en": "Skip to the content", "zh-CN": "跳到正文"},
    "language": {"en": "中文", "zh-CN": "English"},
    "sandbox": {"en": "Sandbox", "zh-CN": "沙箱"},
    "sandboxes": {"en": "Sandboxes", "zh-CN": "沙箱列表"},
    "clock": {"en": "Clock", "zh-CN": "时钟"},
    "now": {"en": "Time (UTC)", "zh-CN": "时间（UTC）"},
    "set": {"en": "Set", "zh-CN": "设定"},
    "advance": {"en": "Advance by", "zh-CN": "前进"},
    "hour": {"en": "one hour", "zh-CN": "一小时"},
    "day": {"en": "one day", "zh-CN": "一天"},
    "week": {"en": "eight days", "zh-CN": "八天"},
    "runs": {"en": "runs", "zh-CN": "走动"},
    "stands": {"en": "stands still", "zh-CN": "停止"},
    "reset": {"en": "Reset this sandbox", "zh-CN": "重置此沙箱"},
    "defects": {"en": "Defects", "zh-CN": "缺陷"},
    "no_defects": {"en": "None: the site is honest.", "zh-CN": "无：网站遵守接口约定。"},
    "defect_id": {"en": "Id of a defect", "zh-CN": "缺陷编号"},
    "switch_on": {"en": "Switch on", "zh-CN": "开启"},
    "switch_off": {"en": "Switch off", "zh-CN": "关闭"},
    "suppliers": {"en": "Suppliers", "zh-CN": "供应商"},
    "scenario": {"en": "Scenario", "zh-CN": "场景"},
    "code": {"en": "Code (USCC)", "zh-CN": "统一社会信用代码"},
    "story": {"en": "Story", "zh-CN": "说明"},
    "in_english": {
        "en": "Stories, the journal's advice and error messages are in English alone.",
        "zh-CN": "场景说明、日志中的接口要求与错误信息仅有英文。",
    },
    "put_in": {"en": "put in", "zh-CN": "自行添加"},
    "consultations": {"en": "Consultations", "zh-CN": "核验编号"},
    "consultation_number": {"en": "Number", "zh-CN": "编号"},
    "issued_at": {"en": "Issued at", "zh-CN": "出具时间"},
    "state_since": {"en": "State since", "zh-CN": "状态起始时间"},
    "superseded_by": {"en": "Superseded by", "zh-CN": "被取代为"},
    "no_consultations": {"en": "No verification was made yet.", "zh-CN": "尚未作出核验。"},
    "correct": {
        "en": "The verifications made last. To supersede or withdraw one:",
        "zh-CN": "最近作出的核验。如需取代或撤回：",
    },
    "journal": {"en": "Journal", "zh-CN": "日志"},
    "live": {"en": "Show new requests as they come", "zh-CN": "实时显示新请求"},
    "status": {"en": "Status", "zh-CN": "状态码"},
    "request": {"en": "Request", "zh-CN": "请求"},
    "client": {"en": "Client", "zh-CN": "客户端"},
    "advice": {"en": "What the contract wants", "zh-CN": "接口要求"},
    "no_requests": {"en": "No requests yet.", "zh-CN": "尚无请求。"},
    "back": {"en": "Back to the sandbox", "zh-CN": "返回沙箱"},
    "as_of": {"en": "Day asked about (asOf)", "zh-CN": "查询日期（asOf）"},
    "show": {"en": "Show", "zh-CN": "显示"},
    "window": {"en": "Window and notices", "zh-CN": "查询期间与违规通知"},
    "window_from": {"en": "window from", "zh-CN": "期间始于"},
    "window_to": {"en": "to", "zh-CN": "止于"},
    "no_notices": {"en": "The registers know of no notice.", "zh-CN": "登记中没有违规通知。"},
    "decided": {"en": "Decided on", "zh-CN": "决定日期"},
    "authority": {"en": "Authority", "zh-CN": "机关"},
    "state": {"en": "State", "zh-CN": "状态"},
    "counted": {"en": "Counted", "zh-CN": "计入"},
    "yes": {"en": "yes", "zh-CN": "是"},
    "no": {"en": "no", "zh-CN": "否"},
    "facts": {"en": "Facts: what the registers know", "zh-CN": "事实：登记中的内容"},
    "answers": {"en": "Answers of a conforming site", "zh-CN": "合规网站的答复"},
    "try": {"en": "Try it, with a token that is good now", "zh-CN": "试一试（附当前有效的令牌）"},
    "copy_it": {"en": "Copy", "zh-CN": "复制"},
    "copied": {"en": "Copied.", "zh-CN": "已复制。"},
}


def language_of(wanted: str) -> Language:
    """Return the language that a tag or an Accept-Language header begins with, else English."""
    return "zh-CN" if wanted.lower().startswith("zh") else "en"


def texts_in(language: Language) -> dict[str, str]:
    """Return all texts in a language, by name."""
    return {name: text[language] for name, text in TEXTS.items()}
