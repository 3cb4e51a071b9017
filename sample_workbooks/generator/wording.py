"""What people wrote into the free-text cells, in both languages.

{product} stands for the product in question; a text with {device} fits only what runs and can break down.
"""

from __future__ import annotations

from generator.world import Pair

# Entry of list `topic` → what was talked about.
INTERACTIONS: dict[str, dict[str, tuple[Pair, ...]]] = {
    "retail": {
        "function": (
            ("询问{product}有没有大一号的规格", "asked whether the {product} comes a size larger"),
            ("了解{device}怎么用，发了使用说明", "wanted to know how to use the {device}; sent the manual"),
            ("想到店里看{product}，约了周六", "wants to see the {product} in the shop; comes on Saturday"),
        ),
        "price": (
            ("问{product}什么时候有活动价", "asked when the {product} will be on offer"),
            ("想一次买几件{product}，问能不能便宜", "wants several of the {product} and asked for a discount"),
            (
                "比较了网上的价格，说明了包安装的差别",
                "compared prices online; explained that ours includes installation",
            ),
        ),
        "logistics": (
            ("确认{product}的送货时间，改到周末上午", "agreed delivery of the {product} for Saturday morning"),
            ("催{product}的物流，已联系快递", "asked where the {product} is; the courier has been called"),
        ),
        "after_sales": (
            ("回访{product}使用情况，客户满意", "call-back about the {product}: satisfied"),
            ("提醒{device}该清洗保养了", "reminded that the {device} is due for cleaning"),
            ("{device}不会安装，约了师傅上门", "could not install the {device}; a fitter will come"),
        ),
        "quality": (
            ("反映{product}有划痕，拍照发来，已登记", "scratches on the {product}; photo received and recorded"),
            ("{device}声音偏大，教了调整方法", "the {device} is rather loud; explained how to adjust it"),
        ),
        "invoice": (("要补开{product}的发票，已转财务", "needs an invoice for the {product}; passed to finance"),),
        "attitude": (("表扬门店导购耐心，介绍了朋友来", "praised the patience of the shop staff and sent a friend"),),
    },
    "maker": {
        "function": (
            ("了解{device}的流量和扬程要求，记录工况", "took down flow and head required of the {device}"),
            ("技术交流，介绍{product}选型", "technical meeting, explained how to select the {product}"),
            ("现场勘察，原有设备老化，建议换{device}", "site visit: old equipment, suggested the {device}"),
        ),
        "price": (
            ("发送{product}报价，客户要求三家比价", "sent the quote for the {product}; they compare three suppliers"),
            ("客户希望{product}再让 3 个点，请示后回复", "they want 3 % more off the {product}; will ask and reply"),
        ),
        "logistics": (("确认{product}交期，下月上旬发货", "agreed delivery of the {product} for early next month"),),
        "after_sales": (
            ("回访{device}运行情况，运转正常", "call-back: the {device} runs well"),
            ("约定{device}的年度维保时间", "agreed the date for maintenance of the {device}"),
        ),
        "quality": (("{device}有轻微渗漏，安排售后上门", "slight leak at the {device}; service will visit"),),
        "invoice": (
            ("核对{product}的开票信息和付款节点", "checked invoice details and payment terms for the {product}"),
        ),
    },
}
# Entry of list `interaction_result` → what there was to note, where the topic does not matter.
RESULTS: dict[str, tuple[Pair, ...]] = {
    "no_answer": (
        ("打了两次没人接，改天再打", "called twice, no answer; will try again"),
        ("电话转到留言，已留话", "reached the voice mail and left a message"),
    ),
    "no_interest": (
        ("推荐{product}，客户近期不考虑", "suggested the {product}; not interested at present"),
        ("已在别处买了{product}", "has bought the {product} elsewhere"),
    ),
    "won": (
        ("确认订购{product}，发了付款方式", "ordered the {product}; sent the payment details"),
        ("谈妥{product}的数量和价格，下单", "agreed quantity and price of the {product}; ordered"),
    ),
}
NEXT_STEPS: dict[str, tuple[Pair, ...]] = {
    "retail": (
        ("活动开始前发微信提醒", "message before the sale begins"),
        ("到货后打电话通知", "call when it is in stock"),
        ("下周回访使用情况", "ask next week how it works"),
        ("寄一份样品过去", "send a sample"),
        ("约周末到店体验", "invite to the shop at the weekend"),
    ),
    "maker": (
        ("下周寄样本和图纸", "send brochure and drawings next week"),
        ("修改报价后再联系", "get back with a revised quote"),
        ("约技术部门一起开会", "arrange a meeting with their engineers"),
        ("跟进预算审批", "follow up on their budget"),
        ("月底前拜访采购负责人", "visit the buyer before the end of the month"),
    ),
}
REVIEWS: dict[int, tuple[Pair, ...]] = {
    5: (
        ("质量好，送得快", "good quality, quick delivery"),
        ("和描述一样，很满意", "just as described, very happy"),
        ("第二次买了，一直好用", "second time I buy it, works well"),
        ("包装完好，客服也耐心", "well packed, patient service"),
    ),
    4: (("不错，包装再结实点就好", "good, the packing could be stronger"), ("性价比可以", "fair price for what it is")),
    3: (
        ("一般，颜色和图片有差别", "all right, the colour differs from the picture"),
        ("送货晚了两天", "two days late"),
    ),
    2: (
        ("做工一般，和想的不一样", "not as well made as I thought"),
        ("客服回复太慢", "the service desk was slow to answer"),
    ),
    1: (("收到时有破损，已申请退货", "arrived damaged, asked to return it"),),
}
SERVICE: dict[str, tuple[Pair, ...]] = {
    "presales": (
        ("咨询{product}的规格和价格", "asked about sizes and prices of the {product}"),
        ("询问{device}的保修年限", "asked how long the {device} is under warranty"),
    ),
    "aftersales": (
        ("指导{device}的安装和调试", "helped to install and set up the {device}"),
        ("{product}少了一件配件，已补寄", "a part of the {product} was missing; sent on"),
    ),
    "repair": (
        ("{device}不启动，检测后更换主板", "the {device} would not start; replaced a part"),
        ("{device}有异响，上门检修", "the {device} made a noise; repaired on site"),
    ),
    "complaint": (
        ("投诉{product}晚到三天，致歉并补偿运费", "the {product} came three days late; apologised, paid the freight"),
        ("投诉{product}有瑕疵，协商换新", "the {product} was faulty; agreed on a replacement"),
    ),
    "return": (
        ("{product}规格不合适，办理换货", "the {product} was the wrong size; exchanged"),
        ("{product}外箱破损，办理退货", "the box of the {product} was damaged; returned"),
    ),
    "other": (("需要{product}的合格证复印件", "needs a copy of the certificate of the {product}"),),
}
SERVICE_FEEDBACK: dict[int, tuple[Pair, ...]] = {
    5: (("处理及时", "quickly done"), ("态度很好，讲得清楚", "friendly and clear")),
    4: (("解决了，稍微等了一会儿", "solved after a short wait"),),
    3: (("来回说了两遍才弄明白", "had to explain it twice"),),
    2: (("等了两天才有人联系", "waited two days for a call"),),
    1: (("问题没有解决", "the problem is not solved"),),
}
FEEDBACK: dict[str, tuple[Pair, ...]] = {
    "suggestion": (
        ("希望周末也能送货", "weekend delivery please"),
        ("希望说明书字大一点", "larger print in the manual, please"),
        ("建议多出几种颜色", "more colours would be nice"),
        ("希望能在线查到订单进度", "let us see the order status online"),
    ),
    "complaint": (
        ("{device}用了两个月就坏了", "the {device} broke after two months"),
        ("送货和约定的时间不一样", "delivery did not come when agreed"),
        ("发票开错了抬头，跑了两趟", "the invoice had the wrong name, it took two trips"),
    ),
    "praise": (
        ("{product}很好用，推荐给同事了", "the {product} is great, told my colleagues"),
        ("售后师傅很专业", "the fitter knew his work"),
        ("一直很稳定，继续合作", "reliable for years, we will stay"),
    ),
    "question": (
        ("{device}能不能以旧换新", "can I trade in my old {device}?"),
        ("会员积分什么时候到期", "when do member points expire?"),
    ),
    "survey": (
        ("整体满意", "satisfied on the whole"),
        ("价格稍高，质量放心", "a little dear, but good quality"),
        ("没有特别意见", "nothing to add"),
    ),
    "survey_low": (
        ("送货可以再快些", "delivery could be faster"),
        ("客服要打好几次才接", "hard to get through to the service desk"),
        ("{product}和宣传的有差距", "the {product} is not quite as advertised"),
    ),
}
OUTCOMES: dict[str, tuple[Pair, ...]] = {
    "suggestion": (
        ("已转产品部评估", "passed to the product team"),
        ("已采纳，列入下季度计划", "taken up, planned for next quarter"),
    ),
    "complaint": (("已换新并致歉", "replaced, with apologies"), ("已退差价", "the difference was paid back")),
    "praise": (("已向本人转达", "passed on to the person"),),
    "question": (("已电话答复", "answered by phone"),),
    "survey": (("已记入月度汇总", "counted in the monthly summary"),),
}
TASKS: dict[str, tuple[Pair, ...]] = {
    "call_back": (
        ("回访{product}使用情况", "ask how they get on with the {product}"),
        ("打电话确认新报价", "call about the new quote"),
    ),
    "quote": (("发送{product}报价单", "send a quote for the {product}"),),
    "renewal": (("联系{product}续约事宜", "talk about renewing the {product}"),),
    "birthday": (("发送生日祝福和优惠券", "send birthday wishes and a voucher"),),
    "verify": (("核实联系方式和地址", "verify phone numbers and address"),),
    "complaint": (("跟进{product}投诉处理结果", "follow up on the complaint about the {product}"),),
    "other": (("整理客户资料并归档", "file the customer's papers"),),
}
PREFERENCES: dict[str, tuple[Pair, ...]] = {
    "retail": (
        ("喜欢浅色系", "likes light colours"),
        ("送货前先打电话", "call before delivery"),
        ("家有幼儿，看重安全", "has small children, wants it safe"),
        ("常买滤芯耗材", "buys filters often"),
        ("节日采购礼品", "buys presents for holidays"),
        ("要求开专用发票", "needs a VAT invoice"),
    ),
    "maker": (
        ("要求 48 小时内到现场", "on site within 48 hours"),
        ("只收不锈钢材质", "stainless steel only"),
        ("账期 60 天", "60 days to pay"),
        ("每年三月集中招标", "tenders every March"),
        ("图纸须先确认", "drawings must be approved first"),
    ),
}
INTERESTS: tuple[Pair, ...] = (
    ("烘焙", "baking"),
    ("摄影", "photography"),
    ("登山", "hiking"),
    ("阅读", "reading"),
    ("养花", "gardening"),
    ("跑步", "running"),
    ("茶艺", "tea"),
    ("旅行", "travel"),
    ("书法", "calligraphy"),
    ("露营", "camping"),
)
JOB_TITLES: tuple[Pair, ...] = (
    ("采购经理", "Purchasing manager"),
    ("行政主管", "Office manager"),
    ("总经理", "Managing director"),
    ("人事专员", "HR officer"),
    ("采购专员", "Buyer"),
    ("店长", "Shop manager"),
    ("设备主管", "Plant engineer"),
)
NOTES: tuple[Pair, ...] = (
    ("喜欢上午接电话", "prefers calls in the morning"),
    ("下午三点后方便", "free after three"),
    ("由老客户介绍认识", "came through another customer"),
    ("开票信息见合同", "invoice details are in the contract"),
    ("搬家后地址已更新", "address updated after moving"),
)
TIER_REASONS: tuple[Pair, ...] = (
    ("战略客户，店长批准", "strategic account, approved by the manager"),
    ("正在谈年度框架", "yearly contract under discussion"),
    ("转介绍多，重点维护", "brings many referrals"),
)
PROCESS_NOTES: tuple[Pair, ...] = (
    ("等客户立项", "waiting for the customer's budget"),
    ("样品已寄出", "samples sent"),
    ("客户要求下周答复", "they want an answer next week"),
)
EFFECTS: dict[str, tuple[Pair, ...]] = {
    "bought": (("活动期间下单", "ordered during the campaign"), ("带来复购", "led to a repeat order")),
    "joined": (("到场了解，暂未下单", "came, no order yet"),),
    "declined": (("近期无需求", "no need at present"),),
}
CITY_SLIPS: tuple[tuple[Pair, Pair], ...] = (
    (("杭州市", "Hangzhou"), ("杭洲市", "Hangzhuo")),
    (("宁波市", "Ningbo"), ("宁坡市", "Nignbo")),
    (("合肥市", "Hefei"), ("合淝市", "Hefie")),
    (("无锡市", "Wuxi"), ("无钖市", "Wuxii")),
)
"""Cities and how they are mistyped."""
ID_LEAK: Pair = ("办分期时登记，身份证 {}", "registered for instalments, ID card {}")
CARD_LEAK: Pair = ("退款打到工行卡 {}", "refund to bank card {}")
PASSWORD_LEAKS: tuple[Pair, ...] = (
    ("忘了会员密码，重置为密码：{}，已告知", "forgot the member password; reset, password: {}"),
    ("上门给净化器连网，wifi密码：{}", "connected the purifier on site, Wi-Fi password: {}"),
)
