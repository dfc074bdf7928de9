"""Home of the sentences that explain an outcome: one for each reason code, in four languages."""

from trustlink_mock.answers.texts.languages import Language
from trustlink_mock.answers.vocabulary import ReasonCode

REASON_SENTENCES: dict[ReasonCode, dict[Language, str]] = {
    "RATING_FOUND": {
        "en": "At least one credit rating of the supplier is valid on the day asked about.",
        "zh-CN": "该供应商至少有一项信用评级在查询日有效。",
        "th": "ณ วันที่สอบถาม ผู้จัดจำหน่ายมีการจัดอันดับเครดิตที่ยังมีผลอยู่อย่างน้อยหนึ่งรายการ",
        "vi": "Nhà cung cấp có ít nhất một xếp hạng tín nhiệm còn hiệu lực vào ngày được hỏi.",
    },
    "NEVER_RATED": {
        "en": "Up to the day asked about, no credit rating of the supplier had taken effect.",
        "zh-CN": "截至查询日，该供应商没有任何已生效的信用评级。",
        "th": "จนถึงวันที่สอบถาม ผู้จัดจำหน่ายยังไม่เคยมีการจัดอันดับเครดิตที่มีผล",
        "vi": "Tính đến ngày được hỏi, nhà cung cấp chưa có xếp hạng tín nhiệm nào có hiệu lực.",
    },
    "RATING_EXPIRED": {
        "en": "The supplier was rated, but no rating is still valid on the day asked about.",
        "zh-CN": "该供应商曾有信用评级，但在查询日均已失效。",
        "th": "ผู้จัดจำหน่ายเคยได้รับการจัดอันดับเครดิต แต่ ณ วันที่สอบถามไม่มีรายการใดที่ยังมีผลอยู่",
        "vi": "Nhà cung cấp từng được xếp hạng, nhưng vào ngày được hỏi không còn xếp hạng nào có "
        "hiệu lực.",
    },
    "RECORDS_FOUND": {
        "en": "There are export tax rebate records for the tax periods asked about.",
        "zh-CN": "在所查询的税款所属期内有出口退税记录。",
        "th": "พบรายการคืนภาษีส่งออกในงวดภาษีที่สอบถาม",
        "vi": "Có bản ghi hoàn thuế xuất khẩu trong các kỳ tính thuế được hỏi.",
    },
    "NEW_EXPORTER": {
        "en": "The supplier began to export only recently and has no export tax rebate records "
        "for the tax periods asked about.",
        "zh-CN": "该供应商开展出口业务不久，在所查询的税款所属期内没有出口退税记录。",
        "th": "ผู้จัดจำหน่ายเพิ่งเริ่มส่งออกได้ไม่นาน จึงไม่มีรายการคืนภาษีส่งออกในงวดภาษีที่สอบถาม",
        "vi": "Nhà cung cấp mới bắt đầu xuất khẩu nên không có bản ghi hoàn thuế xuất khẩu trong "
        "các kỳ tính thuế được hỏi.",
    },
    "NO_RECORDS_IN_PERIOD": {
        "en": "There are no export tax rebate records for the tax periods asked about.",
        "zh-CN": "在所查询的税款所属期内没有出口退税记录。",
        "th": "ไม่พบรายการคืนภาษีส่งออกในงวดภาษีที่สอบถาม",
        "vi": "Không có bản ghi hoàn thuế xuất khẩu trong các kỳ tính thuế được hỏi.",
    },
    "AGENT_EXPORT": {
        "en": "The supplier exports through an agent and has no export tax rebate records of its "
        "own for the tax periods asked about.",
        "zh-CN": "该供应商通过代理企业出口，在所查询的税款所属期内没有其自身的出口退税记录。",
        "th": "ผู้จัดจำหน่ายส่งออกผ่านตัวแทน จึงไม่มีรายการคืนภาษีส่งออกในนามของตนเองในงวดภาษีที่สอบถาม",
        "vi": "Nhà cung cấp xuất khẩu qua đại lý nên không có bản ghi hoàn thuế xuất khẩu đứng tên "
        "mình trong các kỳ tính thuế được hỏi.",
    },
    "EXEMPT_GOODS": {
        "en": "The supplier's goods are exempt from tax, so no export tax rebate records are to be "
        "expected.",
        "zh-CN": "该供应商的出口货物适用免税政策，因此不会产生出口退税记录。",
        "th": "สินค้าของผู้จัดจำหน่ายได้รับยกเว้นภาษี จึงไม่มีรายการคืนภาษีส่งออก",
        "vi": "Hàng hóa của nhà cung cấp được miễn thuế nên không phát sinh bản ghi hoàn thuế xuất "
        "khẩu.",
    },
    "NO_NOTICE_IN_WINDOW": {
        "en": "These authorities were asked about the whole window, and no violation notice "
        "counts in it: {authorities}.",
        "zh-CN": "已就整个核查时间段查询以下主管机关，没有应计入的违规通报：{authorities}。",
        "th": "ไม่พบประกาศการกระทำผิดที่นับรวม โดยได้สอบถามหน่วยงานต่อไปนี้ตลอดช่วงเวลาที่ตรวจสอบ: "
        "{authorities}",
        "vi": "Không có thông báo vi phạm nào được tính; các cơ quan sau đã được tra cứu cho toàn "
        "bộ khoảng thời gian kiểm tra: {authorities}.",
    },
    "NOTICE_IN_WINDOW": {
        "en": "At least one violation notice counts in the window.",
        "zh-CN": "在核查时间段内至少有一份应计入的违规通报。",
        "th": "พบประกาศการกระทำผิดที่นับรวมในช่วงเวลาที่ตรวจสอบอย่างน้อยหนึ่งฉบับ",
        "vi": "Có ít nhất một thông báo vi phạm được tính trong khoảng thời gian kiểm tra.",
    },
    "PARTIAL_COVERAGE": {
        "en": "Not all of these authorities are covered for the whole window, so there may be "
        "further notices: {authorities}.",
        "zh-CN": "并非所有主管机关都覆盖整个核查时间段，可能还有其他违规通报：{authorities}。",
        "th": "ข้อมูลของหน่วยงานต่อไปนี้ไม่ครอบคลุมตลอดช่วงเวลาที่ตรวจสอบครบทุกหน่วยงาน "
        "จึงอาจมีประกาศการกระทำผิดฉบับอื่นอีก: {authorities}",
        "vi": "Không phải tất cả các cơ quan sau đều được bao quát trong toàn bộ khoảng thời gian "
        "kiểm tra nên có thể còn thông báo vi phạm khác: {authorities}.",
    },
    "UNDER_APPEAL": {
        "en": "At least one of the notices that count is under appeal.",
        "zh-CN": "计入的违规通报中至少有一份正处于复议或诉讼程序中。",
        "th": "ในบรรดาประกาศที่นับรวม มีอย่างน้อยหนึ่งฉบับที่อยู่ระหว่างการอุทธรณ์",
        "vi": "Trong số các thông báo được tính, có ít nhất một thông báo đang bị khiếu nại.",
    },
    "SOURCE_UNAVAILABLE": {
        "en": "A source that is needed did not answer.",
        "zh-CN": "所需的数据来源不可用。",
        "th": "แหล่งข้อมูลที่จำเป็นไม่ตอบสนอง",
        "vi": "Một nguồn dữ liệu cần thiết không trả lời.",
    },
    "SOURCE_TIMEOUT": {
        "en": "A source that is needed did not answer in time.",
        "zh-CN": "所需的数据来源未在规定时间内响应。",
        "th": "แหล่งข้อมูลที่จำเป็นไม่ตอบสนองภายในเวลาที่กำหนด",
        "vi": "Một nguồn dữ liệu cần thiết không trả lời kịp thời hạn.",
    },
    "NOT_COVERED": {
        "en": "This site has no independent source that covers an authority that is needed.",
        "zh-CN": "本网站没有能够覆盖所需主管机关的独立数据来源。",
        "th": "เว็บไซต์นี้ไม่มีแหล่งข้อมูลอิสระที่ครอบคลุมหน่วยงานที่จำเป็น",
        "vi": "Trang này không có nguồn dữ liệu độc lập bao quát một cơ quan cần thiết.",
    },
    "WINDOW_PARTLY_COVERED": {
        "en": "A source that is needed covers only the later part of the window, so earlier "
        "notices may be missing.",
        "zh-CN": "所需的数据来源仅覆盖核查时间段的后一部分，可能缺少此前的违规通报。",
        "th": "แหล่งข้อมูลที่จำเป็นครอบคลุมเพียงช่วงหลังของช่วงเวลาที่ตรวจสอบ จึงอาจขาดประกาศการกระทำผิดก่อนหน้านั้น",
        "vi": "Một nguồn dữ liệu cần thiết chỉ bao quát phần sau của khoảng thời gian kiểm tra nên "
        "có thể thiếu thông báo vi phạm trước đó.",
    },
    "NOT_REQUESTED": {
        "en": "This item was not requested.",
        "zh-CN": "本次请求未要求核验此项。",
        "th": "ไม่ได้ขอให้ตรวจสอบรายการนี้",
        "vi": "Mục này không được yêu cầu xác minh.",
    },
    "DATA_STALE": {
        "en": "Some of the data are older than this site allows for fresh data.",
        "zh-CN": "部分数据已超过本网站规定的更新时限。",
        "th": "ข้อมูลบางส่วนเก่ากว่าระยะเวลาที่เว็บไซต์นี้ถือว่าเป็นข้อมูลปัจจุบัน",
        "vi": "Một số dữ liệu cũ hơn thời hạn cập nhật mà trang này quy định.",
    },
}


def reason_sentence(code: ReasonCode, language: Language) -> str:
    """Return the sentence of a reason (EXP-01), never empty; `naming` completes it (EXP-04)."""
    return REASON_SENTENCES[code][language]
