"""Words in names of organisations (机构名用词): legal forms, generic words, abbreviations, surnames, old characters."""

from __future__ import annotations

LEGAL_FORMS_EN: dict[str, str] = {
    "co": "co", "company": "co", "companies": "co", "compagnie": "co", "cie": "co",
    "ltd": "ltd", "limited": "ltd", "ltda": "ltd", "inc": "inc", "incorporated": "inc", "incorp": "inc",
    "corp": "corp", "corporation": "corp", "corporated": "corp", "llc": "llc", "lp": "lp", "llp": "llp", "plc": "plc",
    "gmbh": "gmbh", "ag": "ag", "kg": "kg", "ohg": "ohg", "mbh": "gmbh", "kgaa": "kgaa", "se": "se",
    "aktiengesellschaft": "ag", "kommanditgesellschaft": "kg", "aktiebolag": "ab", "ab": "ab",
    "as": "as", "asa": "asa",
    "oy": "oy", "oyj": "oy", "aps": "aps", "bv": "bv", "nv": "nv", "sa": "sa", "sas": "sas", "sarl": "sarl",
    "spa": "spa",
    "srl": "srl", "kk": "kk", "pty": "pty", "pte": "pte", "bhd": "bhd", "sdn": "sdn", "kft": "kft", "rt": "rt",
}  # fmt: skip
"""A legal form as written → its one writing. What stands here is no part of a name's core."""

PHRASES_EN: tuple[tuple[str, str], ...] = (
    (r"kab[a-z]*s+h?[a-z]*\s*k[a-z]*[sh]+[a-z]*", "kk"),
    (r"societe anonyme|societa per azioni|sociedad anonima", "sa"),
    (r"gesellschaft mit beschrankter haftung|gesellschaft mbh|g m b h", "gmbh"),
    (r"\bk k\b", "kk"),
    (r"\bs p a\b", "spa"),
    (r"\bs a r l\b", "sarl"),
    (r"\bs r l\b", "srl"),
    (r"\bs a\b", "sa"),
    (r"\bn v\b", "nv"),
    (r"\bb v\b", "bv"),
    (r"\ba g\b", "ag"),
    (r"\bu s a\b", "usa"),
    (r"\bu k\b", "uk"),
)
"""Legal forms of more than one word, on a name in small letters without marks."""

ABBREVIATIONS_EN: dict[str, str] = {
    "univ": "university", "uni": "university", "universitat": "university", "universite": "university",
    "universidad": "university", "coll": "college", "inst": "institute", "institut": "institute",
    "institution": "institute", "tech": "technology", "techn": "technology", "technol": "technology",
    "technologies": "technology", "technological": "technology", "sci": "science", "sciences": "science",
    "acad": "academy", "res": "research", "lab": "laboratory", "labs": "laboratory", "laboratories": "laboratory",
    "ind": "industry", "inds": "industry", "industries": "industry", "industrial": "industry", "int": "international",
    "internat": "international", "intl": "international", "elec": "electric", "elect": "electric",
    "electr": "electric", "electrical": "electric", "electron": "electronics", "electronic": "electronics",
    "chem": "chemical", "chems": "chemical", "chemicals": "chemical", "pharm": "pharmaceutical",
    "pharma": "pharmaceutical", "pharmaceuticals": "pharmaceutical", "mfg": "manufacturing", "manuf": "manufacturing",
    "eng": "engineering", "engin": "engineering", "dev": "development", "ctr": "center", "cent": "center",
    "centre": "center", "hosp": "hospital", "med": "medical", "mat": "materials", "material": "materials",
    "mach": "machinery", "machine": "machinery", "prod": "products", "product": "products", "nat": "national",
    "natl": "national", "dept": "department", "govt": "government", "gov": "government", "assoc": "association",
    "bros": "brothers", "mfrs": "manufacturers", "equip": "equipment", "sys": "systems", "system": "systems",
    "agri": "agricultural", "agr": "agricultural", "fed": "federal", "found": "foundation", "grp": "group",
    "works": "works", "instr": "instruments", "instrument": "instruments", "gt": "great", "n": "north",
    "soc": "society", "ste": "societe", "ets": "etablissements", "mtg": "manufacturing",
}  # fmt: skip
SMALL_WORDS_EN = frozenset(
    {"the", "of", "and", "for", "in", "at", "a", "an", "de", "la", "le", "du", "des", "et", "und"}
)

ORGANISATION_WORDS_EN: tuple[tuple[str, str], ...] = (
    (r"\b(?:hospital|clinic|medical cent(?:er|re)|infirmary)\b", "hospital"),
    (r"\b(?:universit\w*|univ|college|polytechnic\w*|institute of technology|school|politecnico|hochschule)\b",
     "university"),
    (r"\b(?:inc|corp|ltd|llc|gmbh|co|plc|lp|kk|pty|bv|nv|spa|srl|sarl|oy|aktiengesellschaft|limited|company|corporation|"
     r"incorporated|holdings?|industries|enterprises?|technologies|systems|group|works|mfg|manufacturing|products|"
     r"partners|international|pharmaceuticals?|electronics|motors?|chemicals?|bros|brothers|associates)\b",
     "enterprise"),
    (r"\b(?:ministry|department|government|secretary of|administration|bureau|city of|state of|republic|commission|"
     r"municipal\w*|army|navy|air force|minister|majesty|nasa|united states of america|agency)\b", "government"),
    (r"\b(?:institut\w*|academy|laborator\w+|research|cnrs|fraunhofer|max.planck|foundation|council|centre|center|"
     r"society|station)\b", "institute"),
    (r"\b(?:ag|sa|se|ab|as|kg|aps|sas)$", "enterprise"),
)  # fmt: skip
"""Words that tell what a Latin-letter name is, narrower first."""

ORGANISATION_WORDS_ZH: tuple[tuple[str, str], ...] = (
    (r"(?:大学|学院).{1,4}科学院$", "university"),  # 华科学院 of 太原科技大学 is a college, 科 belongs to 华科
    (r"(?:医院|卫生院|保健院|保健所|医疗中心|诊所|防治院|防治所|急救中心)(?:\(.*\))?$", "hospital"),
    (r"(?:公司|集团|厂|合作社|合作联社|商行|经营部|工作室|服务部|有限合伙|事务所|商店|酒店|加工坊|养殖场|种植场|农场|林场|矿|店|"
     r"株式会社|会社|企业|加工部|门市部|经销部|修理部)(?:\(.*\))?$", "enterprise"),
    (r"\((?:有限|普通|特殊普通)合伙\)$", "enterprise"),
    (r"(?:研究院|研究所|科学院|设计院|研究中心|实验室|工程中心|技术中心|创新中心|检测中心|推广站|推广中心|试验站|"
     r"勘察院|工程院|研究总院|设计所|研究室|农科院|农科所|植物园|天文台|技术研究|科研所|技术所|实验站|质检院|计量院|"
     r"测试院|研究会)(?:\(.*\))?$", "institute"),
    (r"(?:大学|学院|高等专科学校|专科学校|职业学校|技工学校|技师学校|学校|中学|党校)(?:\(.*\))?$", "university"),
    (r"(?:人民政府|政府|委员会|管委会|局|厅|署|法院|检察院|海关|办公室|支队|大队|总队|部队|管理站|监测站|管理处|"
     r"分局|监测中心|管理中心|信息中心|服务中心|总站|部)(?:\(.*\))?$", "government"),
    (r"大学|学院", "university"),
    (r"研究|科学", "institute"),
    (r"公司|集团|企业|会社", "enterprise"),
    (r"医院", "hospital"),
    (r"中心|协会|学会|基金会|联盟", "institute"),
)  # fmt: skip
"""Endings that tell what a Chinese name is, narrower first; the last lines are for words anywhere."""

GENERIC_ZH = r"(?:科技|技术|实业|工业|产业|集团|控股|发展|股份|有限|责任|公司|总公司|企业)"
"""Words that firms add, drop or change while staying what they are: they make a doubt, never a certainty."""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解"
    "牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎"
    "甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖"
    "练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉"
    "银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由欧林叙"
)
COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "东方",
    "南宫",
    "长孙",
    "端木",
)

OLD_TO_NEW = str.maketrans(
    "國學電機華發開東灣業長廣車龍門馬魚鳥風飛興會與為無爾產藥醫療術礦鐵鋼鋁銅銀釩鎳錳矽氣溫熱農莊園圖書館藝聯網絡線纖維紡織紙顏"
    "膠塑樹脂環節總團實驗測試設計監檢驗製造運輸動態資訊訊號應專業務類別創辦勞動衛養護壓縮濾淨濟濱瀋陽遼寧蘇滬錢贛魯豫鄂湘粵瓊貴雲"
    "藏陝甘肅疆臺灣澳門韓偉麗靜寶張劉陳楊黃趙吳孫許鄧馮葉蔣蕭羅鄭謝韋賈鄒閻賀龔嚴顧錢湯財濤傑強勝嶺島嶼橋樓廠區縣鄉鎮縱橫雙單寬廳",
    "国学电机华发开东湾业长广车龙门马鱼鸟风飞兴会与为无尔产药医疗术矿铁钢铝铜银钒镍锰硅气温热农庄园图书馆艺联网络线纤维纺织纸颜"
    "胶塑树脂环节总团实验测试设计监检验制造运输动态资讯讯号应专业务类别创办劳动卫养护压缩滤净济滨沈阳辽宁苏沪钱赣鲁豫鄂湘粤琼贵云"
    "藏陕甘肃疆台湾澳门韩伟丽静宝张刘陈杨黄赵吴孙许邓冯叶蒋萧罗郑谢韦贾邹阎贺龚严顾钱汤财涛杰强胜岭岛屿桥楼厂区县乡镇纵横双单宽厅",
)
"""Traditional characters met in names → simplified ones."""
