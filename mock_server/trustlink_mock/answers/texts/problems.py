"""Home of the titles of problems, in four languages."""

from trustlink_mock.answers.texts.languages import Language

PROBLEM_TITLES: dict[str | int, dict[Language, str]] = {
    "invalid-request": {
        "en": "The request is not what the contract says",
        "zh-CN": "请求不符合接口约定",
        "th": "คำขอไม่เป็นไปตามข้อกำหนดของอินเทอร์เฟซ",
        "vi": "Yêu cầu không đúng quy định của giao diện",
    },
    "invalid-identifier": {
        "en": "An identifier is ill-formed or its check character is wrong",
        "zh-CN": "标识代码的格式或校验码有误",
        "th": "รูปแบบหรือหลักตรวจสอบของหมายเลขประจำตัวไม่ถูกต้อง",
        "vi": "Mã định danh sai định dạng hoặc sai ký tự kiểm tra",
    },
    "authentication-required": {
        "en": "A valid access token is required",
        "zh-CN": "需要有效的访问令牌",
        "th": "ต้องใช้โทเค็นการเข้าถึงที่ใช้งานได้",
        "vi": "Cần có mã truy cập hợp lệ",
    },
    "insufficient-scope": {
        "en": "The access token lacks the scope that this operation needs",
        "zh-CN": "访问令牌缺少此操作所需的权限范围",
        "th": "โทเค็นการเข้าถึงไม่มีขอบเขตสิทธิ์ที่จำเป็นสำหรับการดำเนินการนี้",
        "vi": "Mã truy cập thiếu phạm vi quyền cần cho thao tác này",
    },
    "disclosure-withheld": {
        "en": "The supplier does not disclose its records",
        "zh-CN": "该供应商未同意披露明细记录",
        "th": "ผู้จัดจำหน่ายรายนี้ไม่ยินยอมให้เปิดเผยรายการบันทึก",
        "vi": "Nhà cung cấp không đồng ý công bố các bản ghi chi tiết",
    },
    "supplier-not-found": {
        "en": "This site does not answer for that supplier",
        "zh-CN": "本网站不提供该供应商的信息",
        "th": "เว็บไซต์นี้ไม่ให้ข้อมูลของผู้จัดจำหน่ายรายดังกล่าว",
        "vi": "Trang này không cung cấp thông tin về nhà cung cấp đó",
    },
    "verification-not-found": {
        "en": "There is no such verification",
        "zh-CN": "没有该核验记录",
        "th": "ไม่พบรายการตรวจสอบนี้",
        "vi": "Không có lượt xác minh này",
    },
    "consultation-not-found": {
        "en": "No verification about this supplier has this number",
        "zh-CN": "没有该编号的、关于该供应商的核验记录",
        "th": "ไม่มีรายการตรวจสอบหมายเลขนี้เกี่ยวกับผู้จัดจำหน่ายรายนี้",
        "vi": "Không có lượt xác minh nào về nhà cung cấp này mang số này",
    },
    "request-in-progress": {
        "en": "A request with the same Idempotency-Key is still running",
        "zh-CN": "使用相同 Idempotency-Key 的请求仍在处理中",
        "th": "คำขอที่ใช้ Idempotency-Key เดียวกันยังอยู่ระหว่างดำเนินการ",
        "vi": "Một yêu cầu có cùng Idempotency-Key vẫn đang được xử lý",
    },
    "idempotency-key-reused": {
        "en": "The Idempotency-Key was used before with another request",
        "zh-CN": "该 Idempotency-Key 已用于另一个不同的请求",
        "th": "Idempotency-Key นี้เคยใช้กับคำขออื่นที่มีเนื้อหาต่างกันแล้ว",
        "vi": "Idempotency-Key này đã được dùng cho một yêu cầu khác",
    },
    "date-out-of-range": {
        "en": "A date lies outside the range that can be asked about",
        "zh-CN": "日期超出可查询的范围",
        "th": "วันที่อยู่นอกช่วงที่สอบถามได้",
        "vi": "Ngày nằm ngoài khoảng có thể tra cứu",
    },
    "quota-exceeded": {
        "en": "Too many requests",
        "zh-CN": "请求次数超出限额",
        "th": "จำนวนคำขอเกินโควตา",
        "vi": "Số yêu cầu vượt quá hạn mức",
    },
    "source-unavailable": {
        "en": "A source that is needed does not answer",
        "zh-CN": "所需的数据来源暂时不可用",
        "th": "แหล่งข้อมูลที่จำเป็นไม่ตอบสนองในขณะนี้",
        "vi": "Nguồn dữ liệu cần thiết hiện không trả lời",
    },
    "source-timeout": {
        "en": "A source that is needed did not answer in time",
        "zh-CN": "所需的数据来源未在规定时间内响应",
        "th": "แหล่งข้อมูลที่จำเป็นไม่ตอบสนองภายในเวลาที่กำหนด",
        "vi": "Nguồn dữ liệu cần thiết không trả lời kịp thời hạn",
    },
    404: {
        "en": "There is nothing at this path",
        "zh-CN": "该路径不存在",
        "th": "ไม่พบเส้นทางนี้",
        "vi": "Không có gì tại đường dẫn này",
    },
    405: {
        "en": "This path does not offer that method",
        "zh-CN": "该路径不支持此请求方法",
        "th": "เส้นทางนี้ไม่รองรับเมธอดดังกล่าว",
        "vi": "Đường dẫn này không hỗ trợ phương thức đó",
    },
    406: {
        "en": "The answer is available as application/json only",
        "zh-CN": "应答仅以 application/json 格式提供",
        "th": "คำตอบมีให้เฉพาะในรูปแบบ application/json เท่านั้น",
        "vi": "Câu trả lời chỉ có ở định dạng application/json",
    },
    413: {
        "en": "The body of the request is too large",
        "zh-CN": "请求正文过大",
        "th": "เนื้อหาของคำขอมีขนาดใหญ่เกินไป",
        "vi": "Nội dung yêu cầu quá lớn",
    },
    415: {
        "en": "The body of the request is not of type application/json",
        "zh-CN": "请求正文的类型不是 application/json",
        "th": "เนื้อหาของคำขอไม่ใช่ชนิด application/json",
        "vi": "Nội dung yêu cầu không thuộc kiểu application/json",
    },
    500: {
        "en": "This mock server has a fault",
        "zh-CN": "此模拟服务器发生内部错误",
        "th": "เซิร์ฟเวอร์จำลองนี้เกิดข้อผิดพลาดภายใน",
        "vi": "Máy chủ mô phỏng này gặp lỗi nội bộ",
    },
}
"""By the last part of the problem's type, or by the HTTP status where the type is about:blank."""

_ANY: dict[Language, str] = {
    "en": "The request was not answered",
    "zh-CN": "请求未能得到应答",
    "th": "คำขอนี้ไม่ได้รับคำตอบ",
    "vi": "Yêu cầu không được trả lời",
}


def problem_title(kind: str | int, language: Language) -> str:
    """Return the title of a kind of problem, or of an HTTP status; never empty."""
    return PROBLEM_TITLES.get(kind, _ANY)[language]
