"""Words of emergency or despair, recognised in the raw text before anything else, nlu or no nlu.

The lexicon wants something happening now to somebody present. A question about the consequences ("出事故怎么认定工伤"),
something long past and figures of speech ("累死了", "被打差评") are none. In doubt about somebody's life the line is given.
"""

from __future__ import annotations

import re
import unicodedata

_GAP = r"[^,,。!!??;;]{0,8}?"
_SOMEONE = r"(?:人|个人|行人|老人|大爷|大妈|老太|小孩|孩子|学生|骑车的|我|一个)"
_VEHICLE = r"(?:大|小|货|卡|汽|轿|电动|摩托|三轮|公交|出租)?(?:货车|卡车|汽车|轿车|电动车|摩托车|三轮车|车)"

_KINDS: dict[str, tuple[str, ...]] = {
    "despair": (
        r"不想活|活不下去|活着(?:真|好|很|也)?(?:没|没有|无)(?:啥|什么)?(?:意思|意义|劲|盼头)|活够了|活腻了|没有?活路|不如死了",
        r"(?<![累笑气热饿困急烦冻渴忙])(?:想去?死|去死算了|死了算了|死了(?:也)?好|想死)(?!你|他|她|它|家|老|孩|妈|爸|肥|定)",
        r"自杀|轻生|自残|割腕|寻短见|想不开了|了结自己|结束(?:自己|我)?的?生命|喝农药|上吊|吞药|写好?遗书",
        r"(?:想|要|准备|打算|去)(?:从)?[^,,。]{0,6}跳(?:楼|河|江|桥|湖|下去)|跳(?:楼|河|江|桥|下去|了)(?:算了|得了|一了百了)|一了百了",
        r"^(?:我)?(?:真的?|实在|快)?(?:扛|撑|顶|熬)不(?:住|下去)(?:了)?[。!!~.]*$|^.{0,6}对不起(?:孩子|爸妈|父母|家人|老婆|老公)了?[。!!~.]*$",
    ),
    "fire": (
        r"(?:着|起|失)火(?:了|啦)|正在?(?:着火|燃烧)|烧起来了|(?:车|电池|电瓶|楼|屋|店|仓库|站里?|驿站|房子?)"
        + _GAP
        + r"(?:着火|起火|冒(?:浓)?烟|自燃|爆炸)",
        r"煤气(?:泄漏|中毒)|燃气泄漏|爆炸了(?!单)",
    ),
    "held": (
        r"(?:把|将)我们?" + _GAP + r"(?:扣住|扣下|扣在|扣起来|关起来|关在|锁在|锁起来|绑|围住)",
        r"(?<![车货证钱款资金品物机箱])被(?:人|他们|货主|客户|保安|老板|站长|一群人|好几个人)?(?:扣住了|扣下了|扣在|关起来|关在|锁在|绑(?:架|起来|了)|劫持|围住|拘禁)",
        r"(?:围着|堵着|拦着|拉着|扣着|拽着)(?:我|我们|人)?不?让?(?:我|我们)?不?让?(?:走|离开)",
        r"不(?:让|放)(?:我们?|人)(?:走|离开)|不放我们?走|限制我?们?的?人身自由|被绑架|遭绑架|被抢劫|有人抢劫|遭抢劫",
    ),
    "violence": (
        r"被"
        + _GAP
        + r"(?:打伤|打了|揍了|打成|打得|打出血|打倒|捅了|捅伤|砍伤|砍了(?!价|单)|殴打|围殴|群殴|打我)(?!差评|折|回)",
        r"(?:有人|他们?|她|顾客|保安|站长|老板|客户|货主|一群人)(?:正)?(?:在)?(?:要)?(?:打|揍|砍|捅)(?:我(?!差评|电话|手机|投诉)|人(?!工))",
        r"(?:拿|持|带|举|亮)(?:着|出)?(?:一把)?(?:刀|菜刀|棍)|要杀(?:我|人)|动手打(?:我|人)|打起来了|强奸|猥亵|(?:被|遭)"
        + _GAP
        + r"性侵",
    ),
    "injury": (
        r"(?:撞|碾|压|轧|刮|碰|刮蹭)(?:到|着|倒|伤|了)?(?:了)?(?:一)?(?:个)?"
        + _SOMEONE
        + r"了?|(?:人|我)被撞|"
        + _SOMEONE
        + r"被?撞(?:倒|飞|伤)",
        r"被" + _GAP + _VEHICLE + r"?(?:撞|碾|轧|压|刮)(?:了|倒|飞|伤|断|到了)",
        r"出(?:了)?(?:个)?(?:车祸|交通事故|严重事故|大事故)(?:了|啦)|^我?(?:刚|刚刚|刚才|现在)?(?:出|发生|遇到|碰到)(?:了)?(?:车祸|交通事故|事故)(?:了)?[。!!]*$|"
        r"(?:刚|刚刚|刚才|现在)(?:出|发生)了?(?:车祸|交通事故|事故)|发生(?:车祸|交通事故)了|我出事故了|翻车了",
        r"(?:躺|倒)在?(?:了)?(?:地上|路上|马路上|路边)|动不了了?$|站不起来|爬不起来|起不来了$|叫不醒|没(?:有)?(?:呼吸|意识|知觉|心跳)",
        r"(?:晕|昏)(?:倒|过去|迷)|不省人事|喘不(?:上|过)(?:来)?气|呼吸困难|胸口?(?:很|好|特别|突然)?(?:疼|痛|闷得)|心脏病犯|抽搐|触电了|溺水",
        r"(?:流|出)(?:了)?(?:好多|很多|不少|一地|大量)?(?:的)?血(?:了|不止)?|止不住血|血流不止|骨折了|(?:腿|胳膊|手|脚|骨头)(?:被)?(?:断了|摔断|撞断|压断)",
        r"(?:摔|跌)(?:倒|伤|下来|下去|断)"
        + _GAP
        + r"(?:动不了|起不来|不能动|流血|骨折|断|昏|晕|严重)|(?:我|刚)(?:中暑|被烫伤|烫伤)了",
        r"救命(?!钱|药|稻草|恩)|救救我|快来人|快来救|快叫救护车|要死人了|快不行了",
    ),
}
_PATTERNS = {kind: re.compile("|".join(f"(?:{pattern})" for pattern in parts)) for kind, parts in _KINDS.items()}

_HAPPENING_NOW = re.compile(
    r"现在|正在|刚刚|刚才|躺在?地|倒在?地|躺地上|叫不醒|没有?呼吸|昏迷|血流不止|止不住血|流血了|好多血|很多血|救命|快来|救救|动不了|快不行"
)
_ABOUT_THE_CONSEQUENCES = re.compile(
    r"工伤|认定|算不算|赔|理赔|保险|保障|互助|报销|报案|申请|材料|流程|证明|标准|待遇|责任|谁[来出付管]|多少钱|多久|起诉|官司|律师|法律"
    r"|怎么(?:处理|申诉|防|避免|预防|投诉|报)|预防|防止|培训|安全知识|急救知识|能不能(?:申|享|领|报)|有没有(?:补|救助|慰问)"
)
_LONG_PAST = re.compile(
    r"去年|前年|上个?月|上周|上星期|上次|以前|之前|曾经|当年|几年前|前几天|前天|昨天|好多天|半年前|个月前|天前|住院|出院|康复|已经好|痊愈|后来"
)
_SUPPOSED = re.compile(r"如果|要是|万一|假如|假设|倘若|会不会|容易|经常|听说|新闻")
_LEAVING_A_JOB = re.compile(r"离职|辞职|辞工|不干了|退站|跳槽|进小区|进门|让进")
_FIGURES_OF_SPEECH = re.compile(r"跳楼价|吐血价|自杀式|爆炸单|死活|(?<![着起失])火了|生意火|开火|发火|上火|恼火|窝火|红火")
_TITLE_OF_A_TOPIC = re.compile(r"打骂|出交通事故怎么办$")


def emergency_in(raw: str) -> str | None:
    """despair, fire, held, violence or injury when `raw` tells of one, else None."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", raw))
    text = _FIGURES_OF_SPEECH.sub("", text)
    for kind, pattern in _PATTERNS.items():
        if pattern.search(text) and _is_meant(kind, text):
            return kind
    return None


def _is_meant(kind: str, text: str) -> bool:
    if kind == "despair":
        # Somebody who asks what a suicide is worth to the family may be speaking of themselves; only plain third-person
        # questions about work injury are let through.
        return not (re.search(r"工伤|认定", text) and "我" not in text)
    if _LONG_PAST.search(text) or _SUPPOSED.search(text):
        return False
    if kind == "held" and _LEAVING_A_JOB.search(text):
        return False
    if _TITLE_OF_A_TOPIC.search(text) and not _HAPPENING_NOW.search(text):
        return False
    return not _ABOUT_THE_CONSEQUENCES.search(text) or bool(_HAPPENING_NOW.search(text))
