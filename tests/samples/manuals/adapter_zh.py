"""沐野 MUYEA MY-1203C: a Chinese leaflet of a power adapter for 220 V mains only."""

from __future__ import annotations

from pathlib import Path

from tests.samples import drawings
from tests.samples.paper import Booklet, Look, typeset

FILE = "muyea-my-1203c-adapter-zh.pdf"
LOOK = Look(page=(148, 210), margin=15, face="han", bold="han-bold", size=9.5, colour=(150, 30, 30), numbered=False)


def make(folder: Path) -> Path:
    title = "沐野 MY-1203C 电源适配器 使用说明书"
    return typeset(LOOK, title, "沐野 MY-1203C 电源适配器 使用说明书", _write, folder / FILE, "zh-CN")


def _write(book: Booklet) -> None:
    book.cover(_cover)
    book.add_page()
    _safety(book)
    _parts(book)
    _data(book)
    _use(book)
    _trouble(book)
    _end(book)


def _cover(book: Booklet) -> None:
    book.put("沐野", 15, 22, size=30, bold=True, colour=LOOK.colour)
    book.put("MUYEA", 43, 27, size=14, bold=True, colour=LOOK.colour)
    book.put("电源适配器", 15, 52, size=24, bold=True)
    book.put("型号：MY-1203C（12V⎓3A）", 15, 66, size=12)
    drawings.brick(book, 15, 86, 60)
    book.put("使用说明书", 15, 168, size=18, bold=True)
    book.put("使用产品前请仔细阅读本说明书，并请妥善保管", 15, 180, size=9, colour=(80, 80, 80))
    book.put("版本：A3　2026年3月印刷", 15, 194, size=7, colour=(110, 110, 110))


def _safety(book: Booklet) -> None:
    book.contents("目录")
    book.chapter("安全注意事项")
    book.warning(
        "警告", "本适配器只能接在220V～、50Hz的交流电源上。严禁接入110V或其他电压的电源，也不得通过调光器供电。"
    )
    book.bullets(
        "仅限室内使用，请勿在浴室、厨房水槽旁或室外使用。",
        "请勿拆开外壳。内部有高压，断电后仍可能带电。",
        "请勿用湿手插拔插头。",
        "使用时请勿用布、被褥等物品遮盖适配器，周围至少留出10厘米的散热空间。",
        "外壳或电源线破损、有焦味或异响时，请立即拔下插头并停止使用。",
        "请将产品放在三岁以下儿童接触不到的地方。",
        "雷雨天气或长时间不使用时，请拔下插头。",
        "海拔2000米以上地区不宜使用本产品。",
    )


def _parts(book: Booklet) -> None:
    book.chapter("装箱清单", keep=50)
    book.grid(
        [
            ("名称", "数量"),
            ("电源适配器 MY-1203C（带1.5米输出线）", "1个"),
            ("转接头 5.5×2.5mm 转 4.0×1.7mm", "1个"),
            ("使用说明书（含保修卡）", "1份"),
        ],
        (4, 1),
    )
    book.text_("LED灯带、路由器等用电设备需另购。")
    book.chapter("各部分名称", keep=95)
    book.figure(drawings.brick, 48, "图1　适配器外形")
    book.grid(
        [
            ("编号", "名称", "说明"),
            ("①", "机身", "背面贴有额定参数标签"),
            ("②", "插头", "国标两极扁插（A型），不带接地"),
            ("③", "输出线", "长1.5米"),
            ("④", "输出插头", "5.5×2.1mm，内正外负"),
            ("⑤", "指示灯", "位于机身正面，绿色"),
        ],
        (0.8, 1.4, 4),
    )


def _data(book: Booklet) -> None:
    book.chapter("技术参数", new_page=True)
    book.grid(
        [
            ("项目", "参数"),
            ("型号", "MY-1203C"),
            ("额定输入", "220V～　50Hz　0.8A"),
            ("允许输入电压范围", "198V～242V"),
            ("额定输出", "12V⎓3A"),
            ("最大输出功率", "36W"),
            ("输出插头", "5.5×2.1mm，内正外负"),
            ("空载功耗", "≤0.1W"),
            ("平均效率", "≥87.4%"),
            ("纹波", "≤120mV"),
            ("保护功能", "过流、短路、过压、过热保护"),
            ("防触电保护类别", "II类"),
            ("防护等级", "IP20（仅限室内）"),
            ("工作温度", "0℃～40℃"),
            ("储存温度", "-20℃～60℃"),
            ("外形尺寸", "78×46×33mm"),
            ("重量", "约165g"),
        ],
        (2, 4),
    )
    book.section("能带动哪些设备", keep=80)
    book.text_("只要设备标注为12V直流，并且电流不超过3A（功率不超过36W），即可使用。常见设备如下：")
    book.grid(
        [
            ("设备", "电压、电流", "能否使用"),
            ("12V LED灯带 5米（24W）", "12V 2A", "可以"),
            ("路由器", "12V 1A～1.5A", "可以"),
            ("监控摄像头2台", "12V 1A×2", "可以"),
            ("12V LED灯带 10米（48W）", "12V 4A", "不可以，超过36W"),
            ("24V灯带", "24V", "不可以，电压不符"),
            ("车载冰箱", "12V 5A", "不可以，超过3A"),
        ],
        (2.4, 1.8, 2),
    )
    book.section("在国外使用")
    book.text_(
        "本产品为单电压产品，不支持100-240V宽电压。日本（100V）、美国和加拿大（120V）、台湾地区（110V）等"
        "低电压地区无法使用，接入后输出不足、设备不工作或反复重启。请改用型号MY-1203W（100-240V～）。"
    )


def _use(book: Booklet) -> None:
    book.chapter("使用方法")
    book.steps(
        "确认设备的额定电压为12V直流，电流不大于3A。",
        "确认设备插孔的尺寸和极性（内正外负）。插孔为4.0×1.7mm时，请加装随附的转接头。",
        "先将输出插头插入设备，再将适配器插入220V插座。",
        "指示灯亮绿灯，表示输出正常。",
        "停止使用时，先拔下插座一端，再拔下设备一端。",
    )
    book.warning("注意", "输出线可以加长，但总长不要超过5米，线径不小于0.75平方毫米，否则末端电压会下降。")
    book.section("指示灯")
    book.grid(
        [
            ("指示灯", "含义"),
            ("绿灯常亮", "输出正常"),
            ("绿灯闪烁", "过流或短路保护，输出已关闭"),
            ("绿灯变暗", "输入电压过低"),
            ("不亮", "没有输入电源，或适配器损坏"),
        ],
        (2, 4),
    )


def _trouble(book: Booklet) -> None:
    book.chapter("常见问题与处理", keep=90)
    book.grid(
        [
            ("现象", "原因", "处理方法"),
            ("指示灯不亮", "插座没电或插头没插紧", "换插座试用；仍不亮时请找售后。"),
            ("绿灯闪烁，设备不工作", "设备功率过大或线路短路", "拔下插头，断开设备，等待1分钟后重新接通。"),
            ("灯带末端偏暗", "灯带过长、线径过细", "从中间供电，或分成两路供电。"),
            ("适配器很烫", "满载时外壳温度可达65℃", "属正常现象；超过手不能触摸的程度时请停止使用。"),
            ("有轻微滋滋声", "轻载时的高频声音", "属正常现象，不影响使用。"),
            ("路由器反复重启", "输入电压过低或插头接触不良", "检查电压是否在198V～242V之间。"),
        ],
        (1.5, 1.7, 3),
    )


def _end(book: Booklet) -> None:
    book.chapter("清洁与存放")
    book.text_("清洁前请拔下插头，用干软布擦拭，不要使用水、酒精或溶剂。请存放在干燥处。")
    book.chapter("保修")
    book.text_(
        "自购买之日起18个月内，在正常使用情况下出现质量问题，凭购买凭证免费更换。下列情况不在保修范围：进水、"
        "摔坏、自行拆机、接入220V以外的电源。转接头保修期为3个月。"
    )
    book.grid(
        [("保修卡", ""), ("型号", "MY-1203C"), ("购买日期", ""), ("销售单位", ""), ("用户姓名、电话", "")],
        (2, 4),
        head=False,
    )
    book.text_("售后服务：service@muyea.example（周一至周五 9:00-18:00）")
    book.chapter("有害物质说明", keep=45)
    book.grid(
        [
            ("部件", "铅", "汞", "镉", "六价铬"),
            ("外壳", "○", "○", "○", "○"),
            ("电路板", "×", "○", "○", "○"),
            ("线材", "○", "○", "○", "○"),
        ],
        (2, 1, 1, 1, 1),
    )
    book.text_("○：含量在限量要求以下。×：至少在某一均质材料中的含量超出限量要求。环保使用期限10年。", size=8)
