"""List entries as people almost write them: (entry of the list) → (Chinese slip, English slip); none is an alias."""

from __future__ import annotations

from generator.world import Pair

SLIPS: dict[str, dict[str, Pair]] = {
    "industry": {
        "manufacturing": ("制造行业", "Manufacturng"),
        "hospitality": ("餐饮酒店", "Hotels & catering"),
        "technology": ("信息科技", "technolgy"),
        "education": ("教育行业", "Educaton"),
        "construction": ("建筑行业", "Constuction"),
        "wholesale": ("批发贸易业", "Wholesale & trade"),
        "real_estate": ("房地产业", "Real esate"),
        "health": ("医疗健康业", "Helth care"),
        "culture": ("文化创意业", "Media & culture"),
        "retail": ("零售行业", "Retial"),
    },
    "source": {
        "referral": ("老客介绍", "Referal"),
        "wechat": ("微信社区", "Wechat group"),
        "store": ("门店到访", "Shops"),
        "marketplace": ("电商", "Markteplace"),
        "exhibition": ("展会名片", "Trade fiar"),
        "website": ("官方网站", "Web site page"),
    },
    "channel": {
        "phone": ("打电话", "Phone call"),
        "email": ("发邮件", "E-mails"),
        "visit": ("拜访客户", "Vist"),
        "meeting": ("会议室", "Meetting"),
        "social": ("微信社交媒体", "WeChat/social"),
    },
    "interaction_result": {
        "follow_up": ("需要跟进", "Folow up"),
        "solved": ("解决了", "Sovled"),
        "won": ("成交了", "Sold"),
        "no_answer": ("没人接听", "No anwser"),
    },
    "order_status": {"valid": ("有效订单", "Vaild")},
    "pay_status": {"paid": ("已付清", "Payed"), "unpaid": ("还没付", "Not payed")},
    "pay_method": {
        "wechat_pay": ("微信付款", "Wechat payment"),
        "alipay": ("支付宝付款", "Alipy"),
        "transfer": ("银行汇款", "Bank tranfer"),
        "cash": ("现金支付", "Cahs"),
    },
    "product_category": {
        "standard": ("标准品", "Standard prodcut"),
        "accessory": ("配件", "Parts and suplies"),
        "service": ("服务", "Services"),
        "custom": ("定制品", "Customised product"),
    },
    "service_type": {
        "repair": ("修理", "Repairs"),
        "aftersales": ("售后维护", "After-sale service"),
        "complaint": ("客诉", "Complain"),
        "presales": ("售前问询", "Pre-sales advise"),
    },
    "case_status": {"closed": ("关闭", "Close"), "solved": ("解决了", "Sovled")},
    "participation": {"reached": ("触达", "Reachd"), "joined": ("参加了", "Joind"), "bought": ("成交了", "Buoght")},
    "reach_channel": {
        "wechat": ("微信群", "Wechat msg"),
        "sms": ("发短信", "Text message"),
        "phone": ("打电话", "Phone call"),
        "email": ("发邮件", "E-mails"),
        "shop": ("门店里", "In the shpo"),
    },
    "feedback_channel": {
        "survey": ("线上调查", "Online surveys"),
        "call_back": ("回访电话", "Call backs"),
        "social": ("社媒", "Socal media"),
    },
    "feedback_kind": {
        "praise": ("表扬信", "Prais"),
        "complaint": ("抱怨", "Complain"),
        "survey": ("调查问卷", "Surveys"),
        "suggestion": ("意见", "Sugestion"),
    },
    "task_type": {
        "call_back": ("回访电话", "Call backs"),
        "quote": ("发报价单", "Send quote"),
        "verify": ("核实数据", "Verify dta"),
        "renewal": ("续签合同", "Contract renewl"),
    },
    "process_status": {"running": ("进行", "Runing"), "finished": ("做完", "Finishd")},
}
