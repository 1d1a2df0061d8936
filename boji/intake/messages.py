"""The words of import issues: what is wrong and how to mend it, in Chinese and English.

Owns the words only; when each is said is decided where the check is.
"""

from __future__ import annotations

_Pair = tuple[str, str]

# code: ((problem zh, en), (mend zh, en))
MESSAGES: dict[str, tuple[_Pair, _Pair]] = {
    # files
    "no_file": (
        ("文件不存在", "There is no such file"),
        ("请检查路径", "Check the path"),
    ),
    "no_files": (
        ("目录里没有可导入的文件", "The directory holds no file to import"),
        ("可导入 .csv、.xlsx、.parquet", "Files of .csv, .xlsx and .parquet can be imported"),
    ),
    "unreadable_file": (
        ("文件无法打开（{detail}）", "The file cannot be opened ({detail})"),
        ("请检查权限，并关闭占用它的程序", "Check its permissions and close other programs that use it"),
    ),
    "file_kind": (
        ("不认识的文件类型“{kind}”", "Unknown kind of file “{kind}”"),
        ("请另存为 .csv、.xlsx 或 .parquet", "Save it as .csv, .xlsx or .parquet"),
    ),
    "unknown_format": (
        ("不是已知的导出格式", "This is no export of a known format"),
        (
            "用 --propose 草稿.yaml 得到映射草稿，核对后用 --map 草稿.yaml 导入",
            "Draft a mapping with --propose DRAFT.yaml, check it, and import with --map DRAFT.yaml",
        ),
    ),
    "unknown_format_like": (
        (
            "不是已知的导出格式，也没有这个名称的事实表",
            "No export of a known format, nor a fact table of that name",
        ),
        (
            "是它就用 --as {nearest}；否则用 --propose 草稿.yaml 得到映射草稿，核对后用 --map 草稿.yaml",
            "Import it with --as {nearest}; or --propose DRAFT.yaml, check it, and --map DRAFT.yaml",
        ),
    ),
    "rival_formats": (
        ("同样像几种导出格式：{formats}", "It looks equally like several formats: {formats}"),
        (
            "用 --map 指定其中一种的声明文件",
            "Give the declaration of one of them with --map",
        ),
    ),
    "mapping_unused": (
        ("这个映射的表头与要导入的文件都不相符", "The headers of this mapping stand in none of the files"),
        ("请核对 recognise.headers", "Check recognise.headers"),
    ),
    "unknown_table": (
        ("没有名为“{name}”的事实表", "There is no fact table “{name}”"),
        (
            "请把文件改名为表名（{nearest}），或指明要导入的表",
            "Name the file after its table ({nearest}), or say which table it is",
        ),
    ),
    "empty_file": (
        ("文件是空的", "The file is empty"),
        ("第一行应是列名", "The first row should hold the column names"),
    ),
    "changed_while_reading": (
        ("文件在读取时被修改", "The file changed while it was read"),
        ("请等它写完再导入", "Wait until it is written, then import again"),
    ),
    "encoding": (
        ("不是 UTF-8 编码", "The text is not UTF-8"),
        ("请另存为“CSV UTF-8（逗号分隔）”", "Save it as “CSV UTF-8 (Comma delimited)”"),
    ),
    "nul": (
        ("含有空字节（NUL），文件可能已损坏", "There is a NUL byte; the file may be damaged"),
        ("请重新导出", "Export it again"),
    ),
    "line_ends": (
        ("换行符不一致（既有 CRLF 又有 LF）", "Line ends are mixed (CRLF and LF)"),
        ("请用表格软件重新保存", "Save it again with a spreadsheet program"),
    ),
    "csv_shape": (
        ("不是合规的 CSV（{detail}）", "This is not well-formed CSV ({detail})"),
        ("请检查引号是否成对", "Check that quotation marks come in pairs"),
    ),
    "row_width": (
        (
            "该行有 {found} 个单元格，列名有 {expected} 个",
            "The row has {found} cells, the header has {expected}",
        ),
        (
            "含逗号的内容要加英文双引号，行末不要缺少逗号",
            "Put cells that contain a comma in double quotes, and keep the commas of empty cells",
        ),
    ),
    "xlsx_damaged": (
        ("不是完整的 xlsx 文件（{detail}）", "This is not a whole xlsx file ({detail})"),
        ("请用 Excel 打开并另存为 .xlsx", "Open it in Excel and save it as .xlsx"),
    ),
    "xlsx_too_large": (
        ("解开后太大（上限 {limit}）", "Unpacked, it is too large (limit {limit})"),
        ("请删去无关内容，或另存为 CSV", "Delete what does not belong, or save it as CSV"),
    ),
    "formula_error": (
        ("公式结果是错误", "The formula's result is an error"),
        ("请修正公式或清空单元格", "Correct the formula or clear the cell"),
    ),
    "unnamed_cell": (
        ("该行在没有列名的列里有内容", "The row has something in a column without a name"),
        ("请补上列名或删去内容", "Name the column or delete it"),
    ),
    "parquet_damaged": (
        ("不是完整的 Parquet 文件（{detail}）", "This is not a whole Parquet file ({detail})"),
        ("请重新生成", "Make it again"),
    ),
    "parquet_type": (
        ("类型 {type} 无法导入", "The type {type} cannot be imported"),
        ("请换成文本、整数、小数、日期或时间", "Make it text, integer, decimal, date or timestamp"),
    ),
    "encoding_unknown": (
        ("文字既不是 UTF-8 也不是 GB18030 编码", "The text is neither UTF-8 nor GB18030"),
        ("请重新导出，或另存为“CSV UTF-8”", "Export it again, or save it as “CSV UTF-8”"),
    ),
    "too_many_columns": (
        ("列太多（上限 {limit}）", "There are too many columns (limit {limit})"),
        ("请删去无关的列", "Delete the columns that do not belong"),
    ),
    "not_this_format": (
        ("文件里没有“{title_zh}”的表头", "The file has no header of “{title_en}”"),
        ("请检查是否选错了文件或格式", "Check that file and format belong together"),
    ),
    # header
    "unknown_column": (
        ("没有“{value}”这一列", "There is no column “{value}”"),
        ("请删去该列，或改为 {known} 之一", "Delete it, or make it one of {known}"),
    ),
    "unknown_column_like": (
        ("没有“{value}”这一列", "There is no column “{value}”"),
        ("是不是“{nearest}”？", "Did you mean “{nearest}”?"),
    ),
    "empty_column_name": (
        ("第 {position} 列没有列名", "Column {position} has no name"),
        ("请补上列名或删去该列", "Name it or delete it"),
    ),
    "duplicate_column": (
        ("“{value}”这一列出现两次", "The column “{value}” is there twice"),
        ("请删去一列", "Delete one of them"),
    ),
    "missing_column": (
        ("缺少必需的列“{column}”", "The required column “{column}” is missing"),
        ("请补上该列", "Add it"),
    ),
    "delimiter": (
        ("列之间不是用英文逗号分隔", "The columns are not separated by commas"),
        ("请另存为“CSV UTF-8（逗号分隔）”", "Save it as “CSV UTF-8 (Comma delimited)”"),
    ),
    "header_too_long": (
        ("第一行太长，不是列名", "The first row is too long to be a header"),
        ("第一行应是列名", "The first row should hold the column names"),
    ),
    # cells
    "required": (
        ("不能为空", "The cell must not be empty"),
        ("请填写", "Fill it in"),
    ),
    "choice": (
        ("“{value}”不在可选值内", "“{value}” is not one of the choices"),
        ("请写 {choices} 之一", "Write one of {choices}"),
    ),
    "money": (
        ("“{value}”不是金额", "“{value}” is not an amount of money"),
        ("请写成 1299.90 这样的元，最多两位小数", "Write yuan such as 1299.90, with at most two decimals"),
    ),
    "count": (
        ("“{value}”不是整数", "“{value}” is not a whole number"),
        ("请写成 12800 这样的整数", "Write a whole number such as 12800"),
    ),
    "measure": (
        ("“{value}”不是数", "“{value}” is not a number"),
        ("请写成 37.5 这样的数，最多四位小数", "Write a number such as 37.5, with at most four decimals"),
    ),
    "thousands": (
        ("“{value}”含有千位分隔符", "“{value}” has thousands separators"),
        ("请写成 {mended}", "Write {mended}"),
    ),
    "unit": (
        ("“{value}”带有单位或符号", "“{value}” has a unit or sign in it"),
        ("请写成不带单位的数", "Write the bare number"),
    ),
    "decimals": (
        ("“{value}”的小数超过 {scale} 位", "“{value}” has more than {scale} decimals"),
        ("请四舍五入后再导入", "Round it before the import"),
    ),
    "range": (
        ("“{value}”太大，无法保存", "“{value}” is too large to be kept"),
        ("请检查数值", "Check the figure"),
    ),
    "instant": (
        ("“{value}”不是时间", "“{value}” is not a date and time"),
        (
            "请写成 2026-09-01 20:15:33，可带时区 +08:00",
            "Write 2026-09-01 20:15:33, with a zone such as +08:00 if need be",
        ),
    ),
    "instant_range": (
        ("“{value}”不在 1970 至 2099 年之间", "“{value}” is not within the years 1970 to 2099"),
        ("请检查年份", "Check the year"),
    ),
    "no_such_time": (
        ("“{value}”在时区 {zone} 中不存在", "There is no “{value}” in the time zone {zone}"),
        ("请写上时区，例如 +08:00", "Write the zone, such as +08:00"),
    ),
    "day": (
        ("“{value}”不是日期", "“{value}” is not a day"),
        ("请写成 2026-09-01", "Write 2026-09-01"),
    ),
    "flag": (
        ("“{value}”不是是或否", "“{value}” is neither yes nor no"),
        ("请写 true、false、1、0、yes、no、是、否 之一", "Write one of true, false, 1, 0, yes, no, 是, 否"),
    ),
    "text": (
        ("“{value}”含有空字节（NUL）", "“{value}” contains a NUL byte"),
        ("请删去", "Delete it"),
    ),
    "long_number": (
        (
            "“{value}”超过 15 位，Excel 已丢失末尾数字",
            "“{value}” has more than 15 digits, and Excel has lost the last of them",
        ),
        ("请把该列设为文本后重新填写", "Format the column as text and enter it again"),
    ),
    "date_in_text": (
        ("Excel 把该单元格改成了日期“{value}”", "Excel has turned the cell into the date “{value}”"),
        ("请把该列设为文本后重新填写", "Format the column as text and enter it again"),
    ),
    # rows
    "interval": (
        ("结束时间 {ends} 不晚于开始时间 {starts}", "The end {ends} is not after the start {starts}"),
        ("请检查跨零点的日期", "Check the dates of shifts across midnight"),
    ),
    "duplicate_key": (
        (
            "“{value}”与 {other_file} 第 {other_row} 行是同一条记录，但内容不同",
            "“{value}” is the same record as row {other_row} of {other_file}, with other contents",
        ),
        ("请只保留正确的一行", "Keep only the right one"),
    ),
    # linking
    "ambiguous_account": (
        ("“{value}”可能是几个账号：{candidates}", "“{value}” could be several accounts: {candidates}"),
        (
            "请改写为账号ID或房间号，或在 accounts 中改正名称",
            "Write the account's id or room, or correct the names in accounts",
        ),
    ),
    "ambiguous_person": (
        (
            "当天有几个人叫“{value}”：{candidates}",
            "Several people are called “{value}” on that day: {candidates}",
        ),
        (
            "请在 people 中把姓名区分开，再导入一次",
            "Tell their names apart in people, then import this file again",
        ),
    ),
    "unknown_person": (
        ("当天的人员中没有“{value}”", "Nobody is called “{value}” on that day"),
        (
            "请改正姓名，或先导入 people，再导入一次",
            "Correct the name, or import people first, then this file again",
        ),
    ),
    "unknown_person_like": (
        ("当天的人员中没有“{value}”", "Nobody is called “{value}” on that day"),
        (
            "是不是 {candidates}？请改正姓名，或先导入 people，再导入一次",
            "Did you mean {candidates}? Correct the name, or import people first, then this file again",
        ),
    ),
    "several_rooms": (
        ("此时有几个直播间在播：{candidates}", "Several rooms are on at that time: {candidates}"),
        ("请写明直播间，再导入一次", "Name the room, then import this file again"),
    ),
    "several_sessions": (
        ("此时有几个场次在播：{candidates}", "Several sessions are on at that time: {candidates}"),
        ("请写明账号，再导入一次", "Name the account, then import this file again"),
    ),
    "no_session_at_that_time": (
        ("此时没有场次", "There is no session at that time"),
        ("请先导入场次，再导入这个文件", "Import the sessions first, then this file again"),
    ),
    "without_session": (
        ("{table} 有 {count} 行没有找到场次", "{count} rows of {table} found no session"),
        (
            "场次导入后会自动补上；boji check 逐条列出并给出建议",
            "They are linked once their sessions are imported; boji check lists them with proposals",
        ),
    ),
    "vocabulary": (
        ("不认识“{value}”这个词", "The word “{value}” is not known here"),
        (
            "已知的词：{choices}；新词请加进格式声明",
            "Known: {choices}; add a new word to the declaration of the format",
        ),
    ),
    "not_yet": (
        ("平台还没有给出这一项（{value}）", "The platform does not say yet ({value})"),
        ("请明天重新导出再导入", "Export the file again tomorrow and import it"),
    ),
    "clock": (
        ("“{value}”不是一天中的时刻", "“{value}” is not a time of day"),
        ("请写成 20:00 或 20:00:00，并填写日期", "Write 20:00 or 20:00:00, and fill in the day"),
    ),
    "same_clock": (
        ("开始和结束是同一时刻 {value}", "Start and end are both {value}"),
        ("请检查起止时间", "Check both times"),
    ),
    "duration": (
        ("“{value}”不是时长", "“{value}” is not a duration"),
        ("请写成 90、1小时20分 或 01:20:00", "Write 90, 1小时20分 or 01:20:00"),
    ),
    "joined": (
        (
            "一行里有用“{sign}”连接的多件商品，各列个数不一致，无法分摊",
            "The row joins several items by “{sign}”, and its columns do not hold as many values each",
        ),
        ("请按子订单导出，或把该行拆成一件一行", "Export by sub-order, or split the row into one a line"),
    ),
    "contradicted": (
        (
            "同一条记录在文件里出现多次，内容不同",
            "The same record is in the file more than once, with other contents",
        ),
        ("请只保留正确的一行", "Keep only the right one"),
    ),
    # ignored rows
    "ignored": (("{why_zh}", "{why_en}"), ("无需处理", "Nothing to do")),
    "ignored_empty": (("空行", "An empty row"), ("无需处理", "Nothing to do")),
    "ignored_totals": (("合计行", "A row of totals"), ("无需处理", "Nothing to do")),
    "ignored_remark": (("标题或备注行", "A title or remark"), ("无需处理", "Nothing to do")),
    "ignored_hint": (("表头下的说明行", "A hint below the header"), ("无需处理", "Nothing to do")),
    "ignored_repeated": (
        ("与前面的行完全相同", "The same as a row before"),
        ("无需处理", "Nothing to do"),
    ),
    # notes
    "renamed_columns": (
        ("这些列用的是旧名：{columns}", "Columns under an older name: {columns}"),
        ("已按旧名读取", "They were read all the same"),
    ),
    "added_columns": (
        ("格式里没有这些列：{columns}", "Columns that the format does not know: {columns}"),
        ("只保留了原文", "Their text is kept"),
    ),
    "absent_columns": (
        ("文件里没有这些列：{columns}", "Columns that the file does not have: {columns}"),
        ("如有需要，请在导出时勾选", "Choose them in the export if they are needed"),
    ),
    "range_kept": (
        ("“{value}”是范围，不是数", "“{value}” is a range, not a number"),
        ("只保留了原文", "Its text is kept"),
    ),
    "sheets_left": (
        ("这些工作表没有读取：{columns}", "Sheets that were not read: {columns}"),
        ("其中没有这种格式的表头", "They have no header of this format"),
    ),
    "no_account": (
        ("文件没有写明是哪个账号", "The file does not say whose account it is of"),
        (
            "可把账号名写在文件名最前面，例如 小店A_…",
            "Put the account's name in front of the file's name: 小店A_…",
        ),
    ),
    "unexpected": (
        ("文件无法读取（{detail}）", "The file cannot be read ({detail})"),
        ("请重新导出后再试", "Export it again"),
    ),
}
