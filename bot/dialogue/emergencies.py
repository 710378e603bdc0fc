"""Words of emergency or despair, recognised in the raw text before anything else, nlu or no nlu.

The lexicon wants something happening now to somebody present. A question about the consequences
("出事故怎么认定工伤"), something long past and figures of speech ("累死了", "被打差评") are none. In doubt about
somebody's life the line is given.
"""

from __future__ import annotations

import re

from bot.dialogue.incoming_text import normalised

_LONGEST = 2000
_GAP = r"[^,,。!!??;;]{0,8}?"
_SOMEONE = r"一?个?(?:人(?!工|家|行道)|行人|路人|老人|老头|大爷|大妈|老太|小孩|孩子|学生|女的|男的|骑车的)"
_KINDS: dict[str, tuple[str, ...]] = {
    "despair": (
        r"不想活|活不下去|活够了|活腻了|没有?活路|不如死了|一了百了",
        r"活着(?:真|好|很|也)?(?:没|没有|无)(?:啥|什么)?(?:意思|意义|劲|盼头)",
        r"(?<![累笑气热饿困急烦冻渴忙])(?:想去?死|去死算了|死了算了|死了也?好)(?!你|他|她|它|家|老|孩|妈|爸|肥|定)",
        r"自杀|轻生|自残|割腕|寻短见|想不开了|了结自己|结束(?:自己|我)?的?生命|喝农药|上吊|吞药|写好?遗书",
        r"(?:想|要|准备|打算|去)[^,,。]{0,6}跳(?:楼|河|江|桥|湖|下去)|跳(?:楼|河|江|桥|下去|了)(?:算了|得了)",
        r"^(?:我)?(?:真的?|实在|快)?(?:扛|撑|顶|熬)不(?:住|下去)了?[。!!~.]*$",
        r"^.{0,6}对不起(?:孩子|爸妈|父母|家人|老婆|老公)了?[。!!~.]*$",
    ),
    "fire": (
        r"(?:着|起|失)火(?:了|啦)|正在?(?:着火|燃烧)|烧起来了|煤气(?:泄漏|中毒)|燃气泄漏|爆炸了(?!单)",
        rf"(?:车|电池|电瓶|楼|屋|店|仓库|站|房子?){_GAP}(?:着火|起火|冒(?:浓)?烟|自燃|爆炸)",
    ),
    "held": (
        rf"(?:把|将)我们?{_GAP}(?:扣住|扣下|扣在|扣起来|关起来|关在|锁在|锁起来|绑|围住)",
        r"(?<![车货证钱款资金品物机箱])被(?:人|他们|货主|客户|保安|老板|站长|一群人|好几个人)?"
        r"(?:扣住了|扣下了|扣在|关起来|关在|锁在|绑架|绑起来|绑了|劫持|围住|拘禁)",
        r"不(?:让|放)(?:我们?|人)(?:走|离开)|(?:围|堵|拦|拉|扣|拽)着(?:我们?|人)?不(?:让|放)(?:走|离开)",
        r"不放我们?走|限制我?们?的?人身自由|[被遭]绑架|[被遭]抢劫|有人抢劫",
    ),
    "violence": (
        rf"被{_GAP}(?:打伤|打了|揍了|打成|打得|打出血|打倒|捅了|捅伤|砍伤|砍了(?!价|单)|殴打|围殴|群殴)(?!差评|折|回)",
        r"(?:有人|他们?|她|顾客|保安|站长|老板|客户|货主|一群人)正?在?要?(?:打|揍|砍|捅)"
        r"(?:我(?!差评|电话|手机|投诉)|人(?!工))",
        r"(?:拿|持|带|举|亮)着?出?(?:一把)?(?:刀|菜刀|棍)|要杀(?:我|人)|动手打(?:我|人)|打起来了",
        rf"强奸|猥亵|[被遭]{_GAP}性侵",
    ),
    "injury": (
        rf"(?:撞|碾|轧|刮)(?:到|着|倒|伤|死|飞)?了?{_SOMEONE}|(?:碰|压)(?:倒|伤|到|着)了?{_SOMEONE}",
        rf"(?:撞|碾|轧)(?:到|倒|伤|飞)?了?我|把{_GAP}撞(?:了|倒|飞|伤|骨折|死)|{_SOMEONE}被?撞(?:倒|飞|伤)",
        rf"被{_GAP}(?:撞|碾|轧|压|刮)(?:了|倒|飞|伤|断|到了)",
        r"出了?个?(?:车祸|交通事故|严重事故|大事故)(?:了|啦)|发生(?:车祸|交通事故)了|我出事故了|翻车了",
        r"^我?(?:刚刚?|刚才|现在)?(?:出|发生|遇到|碰到)了?(?:车祸|交通事故|事故)了?[。!!]*$",
        r"(?:刚刚?|刚才|现在)(?:出|发生)了?(?:车祸|交通事故|事故)",
        r"(?:躺|倒)在?了?(?:地上|路上|马路上|路边)|站不起来|爬不起来|叫不醒|没有?(?:呼吸|意识(?!到)|知觉|心跳)",
        r"(?:我|他|她|人|腿|腰|身体|手|脚)[^,,。车]{0,4}动不了",
        r"[晕昏](?:倒|过去|迷)|不省人事|喘不[上过]来?气|呼吸困难|心脏病犯|抽搐|触电了|溺水",
        r"胸口?(?:很|好|特别|突然)?(?:疼|痛|闷得)",
        r"[流出]了?(?:好多|很多|不少|一地|大量)?的?血(?!汗|压|糖|型|本)|止不住血|血流不止|骨折了",
        r"(?:腿|胳膊|手|脚|骨头)被?(?:断了|摔断|撞断|压断)|(?:我|刚)(?:中暑|被烫伤|烫伤)了",
        rf"(?:摔|跌)(?:倒|伤|下来|下去|断){_GAP}(?:动不了|起不来|不能动|流血|骨折|断|昏|晕|严重)",
        r"救命(?!钱|药|稻草|恩)|救救我|快来人|快来救|快叫救护车|要死人了|快不行了",
    ),
}
_PATTERNS = {kind: re.compile("|".join(f"(?:{pattern})" for pattern in parts)) for kind, parts in _KINDS.items()}

_HAPPENING_NOW = re.compile(
    r"现在|正在|刚刚|刚才|[躺倒]在?地|叫不醒|没有?呼吸|昏迷|血流不止|止不住血|流血了|[好很]多血|救命|快来|救救|动不了|快不行"
    r"|要(?:砍|打|捅|杀|揍)|[拿持举]着?出?(?:一把)?菜?刀|追着"
)
_ABOUT_THE_CONSEQUENCES = re.compile(
    r"工伤|认定|算不算|赔|理赔|保险|保障|互助|报销|报案|申请|材料|流程|证明|标准|待遇|责任|负责|承担|起诉|官司|律师|法律"
    r"|谁[来出付管]|多少钱|多久|自己掏|坐牢|拘留|私了|协商|要\d*[十几百一二三四五六七八九两]*万|以后天天|噩梦|躲着"
    r"|怎么(?:处理|申诉|防|避免|预防|投诉|报)|预防|防止|培训|安全知识|急救知识|能不能[申享领报]|有没有(?:补|救助|慰问)"
)
_LONG_PAST = re.compile(
    r"去年|前年|上个?月|上周|上星期|上次|以前|之前|曾经|当年|几年前|前几天|前天|昨天|好多天|半年前|个月前|天前"
    r"|住院|出院|康复|已经好|痊愈|后来"
)
_SUPPOSED = re.compile(r"如果|要是|万一|假如|假设|倘若|会不会|容易|经常|听说|新闻")
_LEAVING_A_JOB = re.compile(r"离职|辞职|辞工|不干了|退站|跳槽|进小区|进门|让进")
_FIGURES_OF_SPEECH = re.compile(
    r"跳楼价|吐血价|自杀式|爆炸单|死活|(?<![着起失])火了|生意火|开火|发火|上火|恼火|窝火|红火|压得?人?喘不过气"
)
_TITLE_OF_A_TOPIC = re.compile(r"打骂|出交通事故怎么办$")


def emergency_in(raw: str) -> str | None:
    """despair, fire, held, violence or injury when `raw` tells of one, else None."""
    text = re.sub(r"\s+", "", normalised(raw[:_LONGEST]))
    text = _FIGURES_OF_SPEECH.sub("", text)
    for kind, pattern in _PATTERNS.items():
        if pattern.search(text) and _is_meant(kind, text):
            return kind
    return None


def is_happening_now(raw: str) -> bool:
    """Whether an emergency is so pressing that nothing else should be said."""
    return bool(_HAPPENING_NOW.search(raw[:_LONGEST]))


def _is_meant(kind: str, text: str) -> bool:
    if kind == "despair":
        # Somebody who asks what a suicide is worth to the family may be speaking of themselves; only plain
        # third-person questions about work injury are let through.
        return not (re.search(r"工伤|认定", text) and "我" not in text)
    if _LONG_PAST.search(text) or _SUPPOSED.search(text):
        return False
    if kind == "held" and _LEAVING_A_JOB.search(text):
        return False
    if _TITLE_OF_A_TOPIC.search(text) and not _HAPPENING_NOW.search(text):
        return False
    return not _ABOUT_THE_CONSEQUENCES.search(text) or bool(_HAPPENING_NOW.search(text))
