//! The Chinese of `--help` and of clap's own words, each table in the order of its English. `cli::help` walks the arguments.

use super::words::found;

/// The Chinese of a text of `--help`: a comment of the arguments, without the full stop at its end.
pub(crate) fn help(english: &str) -> Option<&'static str> {
    found(HELP, english)
}

/// What clap says of what was typed, line by line: `{}` stands for what it repeats.
pub(crate) fn usage(english: &str) -> String {
    let text = english.trim_start();
    let indent = &english[..english.len() - text.len()];
    let told = USAGE
        .iter()
        .find_map(|(pattern, chinese)| Some(filled(chinese, &values(pattern, text)?)));
    let mut told = told.unwrap_or_else(|| text.to_owned());
    for (words, chinese) in WITHIN {
        told = told.replace(words, chinese);
    }
    format!("{indent}{told}")
}

/// What stands in the places of a pattern, where the text has it.
fn values<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    for part in parts {
        let end = if part.is_empty() {
            rest.len()
        } else {
            rest.find(part)?
        };
        values.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(values)
}

/// A text with its places taken in their order.
fn filled(chinese: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut parts = chinese.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(values.next().unwrap_or(&""));
        text.push_str(part);
    }
    text
}

#[rustfmt::skip]
const USAGE: &[(&str, &str)] = &[
    ("error: '{}' requires a subcommand but one was not provided", "错误：'{}' 需要一个命令，但没有给出"),
    ("error: a value is required for '{}' but none was supplied", "错误：'{}' 需要一个值，但没有给出"),
    ("error: equal sign is needed when assigning values to '{}'", "错误：给 '{}' 赋值需要等号"),
    ("error: invalid value '{}' for '{}': {}", "错误：值 '{}' 不适用于 '{}'：{}"),
    ("error: invalid value '{}' for '{}'", "错误：值 '{}' 不适用于 '{}'"),
    ("error: the argument '{}' cannot be used multiple times", "错误：参数 '{}' 不能重复使用"),
    ("error: the argument '{}' cannot be used with '{}'", "错误：参数 '{}' 不能与 '{}' 同用"),
    ("error: the argument '{}' cannot be used with:", "错误：参数 '{}' 不能与下列参数同用："),
    ("error: the following required arguments were not provided:", "错误：缺少下列必需的参数："),
    ("error: unexpected argument '{}' found", "错误：无法识别的参数 '{}'"),
    ("error: unexpected value '{}' for '{}' found; no more were expected", "错误：'{}' 是 '{}' 多余的值"),
    ("error: unrecognized subcommand '{}'", "错误：无法识别的命令 '{}'"),
    ("tip: a similar argument exists: '{}'", "提示：有相近的参数 '{}'"),
    ("tip: a similar subcommand exists: '{}'", "提示：有相近的命令 '{}'"),
    ("tip: a similar value exists: '{}'", "提示：有相近的值 '{}'"),
    ("tip: some similar arguments exist: {}", "提示：有相近的参数 {}"),
    ("tip: some similar subcommands exist: {}", "提示：有相近的命令 {}"),
    ("tip: some similar values exist: {}", "提示：有相近的值 {}"),
    ("tip: to pass '{}' as a value, use '{}'", "提示：要把 '{}' 作为值，请用 '{}'"),
    ("For more information, try '{}'.", "更多说明请用 '{}'。"),
];

#[rustfmt::skip]
const WITHIN: &[(&str, &str)] = &[
    ("Usage: ", "用法："),
    ("[possible values: ", "[可取："),
    ("[subcommands: ", "[命令："),
    ("[OPTIONS]", "[选项]"),
    ("<COMMAND>", "<命令>"),
];

#[rustfmt::skip]
const HELP: &[(&str, &str)] = &[
    ("A case is a folder with a case.toml and CSV tables; `eastwest new` starts one from a shipped dataset.", "算例是含有 case.toml 和 CSV 表的文件夹；`eastwest new` 由随附的数据集新建一个。"),
    ("A column for each day: load by hub, price and green share as heat maps", "每天一列：各枢纽负载、电价与绿电占比的热力图"),
    ("A page for people, or one JSON document", "给人看的一页，或一份 JSON 文档"),
    ("A table for people, one JSON document, or CSV", "给人看的表格、一份 JSON 文档，或 CSV"),
    ("A table for people, one JSON document, or CSV with a row for each corner", "给人看的表格、一份 JSON 文档，或每个顶点一行的 CSV"),
    ("A table for people, one JSON document, or CSV with a row for each figure and outcome", "给人看的表格、一份 JSON 文档，或每个数据与结果一行的 CSV"),
    ("A table for people, one JSON document, or CSV with a row for each value", "给人看的表格、一份 JSON 文档，或每个取值一行的 CSV"),
    ("A table for people, one JSON document, or tidy CSV tables (into `-o`)", "给人看的表格、一份 JSON 文档，或整齐的 CSV 表（写入 `-o`）"),
    ("A table of at most 100 columns", "最多 100 列的表格"),
    ("Add the load of each workload at each hub to every row", "每行加上各工作负载在各枢纽的负荷"),
    ("Against what: the last corner is best in it", "与之权衡的指标：最后一个顶点在该指标上最优"),
    ("All periods of the case", "算例的全部时段"),
    ("Also another plan beside this one: a saved answer (.json), or the case with one change (KEY=VALUE)", "旁边再放另一个方案：保存的答案（.json），或改动一处的算例（KEY=VALUE）"),
    ("Also draw a picture, .svg, .png or .pdf", "同时画图，.svg、.png 或 .pdf"),
    ("Also draw it, .svg, .png or .pdf", "同时画图，.svg、.png 或 .pdf"),
    ("Also draw it, .svg, .png or .pdf, with the cheapest plan and the baseline", "同时画图，.svg、.png 或 .pdf，含成本最低的方案与基准"),
    ("Also draw it, .svg, .png or .pdf: load by hub, cost and carbon against the figure", "同时画图，.svg、.png 或 .pdf：各枢纽负荷、成本与碳排放随该数据的变化"),
    ("Also draw it: the tornado beside the histogram of each outcome", "同时画图：龙卷风图与各结果的直方图并列"),
    ("Also results that were saved, with a picture whose points can be picked: what `sweep` (CSV or Parquet) or `frontier` (CSV or JSON) wrote; may be repeated", "再放保存的结果，其图中的点可以选取：`sweep`（CSV 或 Parquet）或 `frontier`（CSV 或 JSON）写出的文件；可重复"),
    ("Also save the sweep as a function: the region of every basis with its proofs, from which `eastwest expand` gives any slice of the rows (docs/cluster.md); -o may then be left out", "同时把扫描存为函数：每个基的区域及其证明，`eastwest expand` 由此给出任意一部分行（docs/cluster.md）；此时可省略 -o"),
    ("Also what the ranges of the case's figures (figures.csv) do to each claim; with one period with corners and a sample", "同时给出算例数据的区间（figures.csv）对各论断的影响；单时段时含极端组合与抽样"),
    ("Answer every scenario of a grid, one row each", "求解网格的每个情景，每个一行"),
    ("Answer nothing: list the shards of a folder that are not whole, as Slurm's --array takes them", "不求解：列出文件夹中不完整的分片，格式同 Slurm 的 --array"),
    ("Answer nothing: write into the folder of -o the script that answers N shards as arrays of Slurm jobs", "不求解：在 -o 的文件夹中写出以 Slurm 作业数组求解 N 个分片的脚本"),
    ("At most 100 columns wide", "最多 100 列宽"),
    ("BibTeX", "BibTeX 格式"),
    ("CSL-JSON", "CSL-JSON 格式"),
    ("Change a figure: KEY=VALUE, KEY*=FACTOR or KEY+=ADDITION, e.g. electricity_price.west*=1.2; may be repeated", "改动一个数据：KEY=VALUE、KEY*=FACTOR 或 KEY+=ADDITION，如 electricity_price.west*=1.2；可重复"),
    ("Check a value with `eastwest solve mycase --set 'electricity_price.west*=VALUE'`, just below it and just above.", "可用 `eastwest solve mycase --set 'electricity_price.west*=VALUE'` 在某值略低与略高处验证。"),
    ("Chinese", "中文"),
    ("Compare with this: `east`, `west`, hubs separated by commas, or a CSV file that says where load runs today (workload, origin, hub, share); the case's own where not given", "基准：`east`、`west`、以逗号分隔的枢纽，或说明当前负载在何处运行的 CSV 文件（workload, origin, hub, share）；未给出时取算例自己的"),
    ("Cost by item, plan beside the baseline", "分项成本，方案与基准并列"),
    ("Decides which data-centre hubs, eastern or western, run which AI workloads", "决定东部或西部的哪些算力枢纽运行哪些 AI 工作负载"),
    ("Decides which data-centre hubs, eastern or western, run which AI workloads.", "决定东部或西部的哪些算力枢纽运行哪些 AI 工作负载。"),
    ("Draw a picture from saved results", "由保存的结果画图"),
    ("Draw one frontier for each value: KEY=V1,V2,... or KEY*=F1,F2,... (keys: `sweep --list-parameters`)", "每个取值画一条前沿：KEY=V1,V2,... 或 KEY*=F1,F2,...（键见 `sweep --list-parameters`）"),
    ("Draw the frontier of two measures exactly, such as cost against carbon", "精确画出两个指标的前沿，如成本与碳排放"),
    ("Emissions in the case's accounting, t CO2", "按算例核算口径的排放，t CO2"),
    ("English", "英文"),
    ("Evenly from end to end", "两端之间均匀"),
    ("Examples:", "示例："),
    ("Exit codes: 0 success, 1 anything else, 2 bad input, 3 no solver could answer, 130 Ctrl-C.", "退出码：0 成功，1 其他错误，2 输入错误，3 没有求解器能给出答案，130 Ctrl-C。"),
    ("Figures are multiplied by it", "数据乘以它"),
    ("Figures are set to the value", "数据设为该值"),
    ("File of the picture, .svg, .png or .pdf", "图的文件，.svg、.png 或 .pdf"),
    ("File of the rows: CSV, or Parquet where it ends in .parquet; a summary is written beside it. A folder (FOLDER/) gets the shard under a name of its own (docs/cluster.md)", "各行写入的文件：CSV，以 .parquet 结尾时为 Parquet；旁边另写一份摘要。给出文件夹（FOLDER/）时分片以自己的名称写入其中（docs/cluster.md）"),
    ("File of the rows: CSV, or Parquet where it ends in .parquet; without it, says what the atlas holds", "各行写入的文件：CSV，以 .parquet 结尾时为 Parquet；未给出时说明图集的内容"),
    ("File to write instead of standard output", "写入此文件而不是标准输出"),
    ("File to write: CSV, or Parquet where it ends in .parquet; a summary is written beside it", "要写的文件：CSV，以 .parquet 结尾时为 Parquet；旁边另写一份摘要"),
    ("File to write; its ending decides: .mps (free form) or .lp", "要写的文件；由扩展名决定：.mps（自由格式）或 .lp"),
    ("Find out which rules cannot hold together, and what would mend it", "找出哪些规则无法同时满足，以及如何化解"),
    ("First value", "起始值"),
    ("Folder of the case", "算例文件夹"),
    ("Folder to make", "要建立的文件夹"),
    ("Follow one figure of a case from breakpoint to breakpoint", "沿一个数据由断点到断点追踪方案"),
    ("For how many hours load, price and green share are at least so high", "负载、电价与绿电占比至少达到某一水平的小时数"),
    ("Give any slice of a sweep's rows again, from its regions and without solving", "由区域重新给出扫描的任意一部分行，无需求解"),
    ("Go on where an interrupted run of the same command stopped", "从同一命令中断之处继续"),
    ("Go on where an interrupted run of the same sweep stopped", "从同一扫描中断之处继续"),
    ("Green in its own period ÷ energy (24/7 matching), by the energy that is not", "在所用时段为绿电的电量 ÷ 用能（24/7 匹配），以未匹配电量计"),
    ("Grid file: which figures vary, and how (docs/sweep.md)", "网格文件：哪些数据变动、如何变动（docs/sweep.md）"),
    ("How a figure is spread over its range", "数据在其区间内的分布"),
    ("How much dearer than the best a plan may be to count as nearly as good, per cent of what is paid", "比最优贵多少以内仍算几乎同样好，占支付费用的百分比"),
    ("Hubs and origins by their coordinates, load as arcs", "按坐标的枢纽与来源地，负荷为弧线"),
    ("Instead of the plan's programme, that of a claim; loads that stand still are fixed, which takes a solve or two", "写出某个论断的规划而不是方案的规划；不动的负载被固定，需求解一两次"),
    ("It is added to the figures", "数据加上它"),
    ("Key of --set, FILE:ROW:COLUMN or id of a source; all sources where none is given", "--set 的键、FILE:ROW:COLUMN 或来源标识；未给出时为全部来源"),
    ("Language of all that is told; by default that of the locale (LC_ALL, LC_MESSAGES, LANG)", "全部输出的语言；默认取自区域设置（LC_ALL、LC_MESSAGES、LANG）"),
    ("Last value; may be the smaller one", "终止值；可以较小"),
    ("Lines for people", "给人看的文本行"),
    ("Lines for people, of at most 100 columns", "给人看的文本行，最多 100 列"),
    ("Lines for people, or one JSON document", "给人看的文本行，或一份 JSON 文档"),
    ("List the figures of which figures.csv says nothing, estimates without a range, and ranges that no key moves", "列出 figures.csv 没有提到的数据、没有区间的估计值，以及没有键能变动的区间"),
    ("List the keys that a grid and `--set` can name, with base values and units, and stop", "列出网格与 `--set` 可用的键及其基础值与单位，随即结束"),
    ("Load by hub and period, over price and green share", "各枢纽各时段负荷，对照电价与绿电占比"),
    ("MPS file, fixed or free form", "MPS 文件，固定格式或自由格式"),
    ("Make the changes that case.toml names so; before --set; may be repeated", "应用 case.toml 中以此命名的改动；先于 --set；可重复"),
    ("Memory that may be used, in GB; a case that needs more is refused. What is free where not given", "可用内存，GB；需要更多的算例会被拒绝。未给出时为空闲内存"),
    ("Most often near the stated value, less towards both ends", "多在给定值附近，向两端渐少"),
    ("Of `frontier`: corners and slopes, or a family by its values", "`frontier` 的结果：顶点与斜率，或按取值的一族前沿"),
    ("Of `ranges`: the figures that move each claim most, beside how its outcome is spread over the sample", "`ranges` 的结果：对各论断影响最大的数据，以及结果在样本中的分布"),
    ("Of `solve`: a column for each day, load by hub, price and green share as heat maps", "来自 `solve`：每天一列，各枢纽负载、电价与绿电占比的热力图"),
    ("Of `solve`: cost by item, plan beside the baseline", "`solve` 的结果：分项成本，方案与基准并列"),
    ("Of `solve`: for how many hours load, price and green share are at least so high", "来自 `solve`：负载、电价与绿电占比至少达到某一水平的小时数"),
    ("Of `solve`: hubs and origins by their coordinates, load as arcs", "`solve` 的结果：按坐标的枢纽与来源地，负荷为弧线"),
    ("Of `solve`: load by hub and period, over price and green share", "`solve` 的结果：各枢纽各时段负荷，对照电价与绿电占比"),
    ("Of `sweep` over two parameters, or with all others held by --where: where the west wins", "两个参数（其余由 --where 固定）的 `sweep`：西部在何处占优"),
    ("Of `trace`: load, cost and carbon against a figure; from CSV, load by side and kind of work", "`trace` 的结果：负荷、成本与碳排放随一个数据的变化；CSV 则为按区域与负载类别的负荷"),
    ("Of a heat map: only the rows in which a parameter has this value, or whose note is this one (note=TEXT); may be repeated, until two parameters vary", "热力图：只取参数等于此值或备注为此（note=TEXT）的行；可重复，直到只剩两个参数变动"),
    ("Of a heat map: the column to show; the share of the load in the west where not given", "热力图：要显示的列；未给出时为西部负荷占比"),
    ("One document", "一份文档"),
    ("One document with a schema version", "一份带模式版本的文档"),
    ("One file per table", "每个表一个文件"),
    ("One for each group that periods.csv states, with the means of the group", "periods.csv 的每个组一个时段，取组内均值"),
    ("One period with the means of all", "一个取全期均值的时段"),
    ("One row a corner, or a value", "每个顶点或取值一行"),
    ("Only N scenarios, spread evenly over the grid", "只取 N 个情景，均匀分布于网格"),
    ("Only part I of N, all of as many rows; `eastwest merge` puts the parts together", "只取 N 份中的第 I 份，各份行数相同；`eastwest merge` 合并各份"),
    ("Only scenarios in which a parameter has this value, or lies between these ends; may be repeated", "只取参数等于此值或在此两端之间的情景；可重复"),
    ("Only what concerns these workloads, hubs, origins, trunks or rules (rtt_limit, capacity, green_target …)", "只看涉及这些工作负载、枢纽、来源地、干线或规则（rtt_limit、capacity、green_target …）的内容"),
    ("Options for sbatch, such as \"--partition=long --time=2:00:00 --cpus-per-task=8\"; may be repeated", "sbatch 的选项，如 \"--partition=long --time=2:00:00 --cpus-per-task=8\"；可重复"),
    ("Place the workloads of a case on its hubs, and test the three claims", "为算例的工作负载选择枢纽，并检验三个论断"),
    ("Points of the sample over all ranges at once; 0 for none", "全部区间同时抽样的点数；0 为不抽样"),
    ("Print help", "打印帮助"),
    ("Print help (see a summary with '-h')", "打印帮助（`-h` 为摘要）"),
    ("Print help (see more with '--help')", "打印帮助（`--help` 更详细）"),
    ("Print this message or the help of the given subcommand(s)", "打印本说明或某个命令的帮助"),
    ("Print version", "打印版本"),
    ("Put the shards of a sweep together", "合并一次扫描的各分片"),
    ("Reasons: what binds and what it is worth, why work runs where it runs, how firm the plan is", "原因：什么起约束作用及其价值，负载为何放在该处，方案有多稳"),
    ("Renewable energy ÷ energy, by the energy that is not green", "绿电 ÷ 用能，以非绿电用能计"),
    ("Replace a file that exists", "文件已存在时替换"),
    ("Replace files that exist", "文件已存在时替换"),
    ("Replace results that exist", "结果已存在时替换"),
    ("Replace the file if it exists", "文件已存在时替换"),
    ("Round-trip time, weighted by load, ms", "按负荷加权的往返时延，ms"),
    ("Say how many scenarios there are, how large their programmes and results, and stop; nothing is solved", "说明有多少情景、其规划与结果多大，随即结束；不求解"),
    ("Say where the figures of a case come from, and write the bibliography", "说明算例数据的来源，并写出参考文献"),
    ("Seed of the sample", "抽样的种子"),
    ("Size of the picture in pixels, such as 1200x800", "图的大小，以像素计，如 1200x800"),
    ("Solve a plain MPS file", "求解一个 MPS 文件"),
    ("Solve for the plan alone: no baseline, no claims", "只求方案：没有基准，没有论断"),
    ("Start a case from a shipped dataset", "由随附的数据集新建算例"),
    ("Text for people", "给人看的文本"),
    ("Text for people, or a bibliography", "给人看的文本，或参考文献"),
    ("Text for people, or one JSON document", "给人看的文本，或一份 JSON 文档"),
    ("Text of at most 100 columns", "最多 100 列的文本"),
    ("The best plans themselves, whatever time it takes; up to 48 periods, plans are exact anyhow", "求最优方案本身，不计时间；48 个时段以内方案本就精确"),
    ("The figure to follow, e.g. electricity_price.west (keys: `sweep --list-parameters`)", "要追踪的数据，如 electricity_price.west（键见 `sweep --list-parameters`）"),
    ("The page: one HTML file that needs no other and no network", "页面：一个 HTML 文件，不需要其他文件和网络"),
    ("The plan alone, from so many representative periods instead of all, and how far from the best of all it can be: peaks stand for themselves, like periods are one", "只求方案，用这么多代表时段代替全部时段，并给出与全部时段最优的最大差距：峰值时段单独保留，相似时段合并"),
    ("The ranges stand in the case's figures.csv; `eastwest check mycase --figures` lists figures without one.", "区间写在算例的 figures.csv 中；`eastwest check mycase --figures` 列出没有区间的数据。"),
    ("The results of all shards of one sweep, in any order, or the folder that they were written into", "一次扫描全部分片的结果（次序不限），或写入它们的文件夹"),
    ("The same, of which there have to be 288: twelve months of 24 hours", "同上，且须有 288 个：十二个月各 24 小时"),
    ("The shipped dataset to start from", "作为起点的随附数据集"),
    ("The value of each price, share and limit at which the three claims stop being true", "各价格、占比与限制取何值时三个论断不再成立"),
    ("The whole table: each workload, links, what binds and the claims with their figures", "完整表格：各工作负载、链路、起约束作用的限制以及论断的数据"),
    ("Threads; all cores where not given", "线程数；未给出时为全部核心"),
    ("Title of the picture, instead of the case's", "图的标题，取代算例的标题"),
    ("Turn these drivers only; may be repeated", "只变动这些因素；可重复"),
    ("Use all periods, one for each group of periods.csv (288 hours of china-year), or one that holds the means over the horizon", "使用全部时段、periods.csv 的每个组一个（china-year 的 288 小时），或只用一个取全期均值的时段"),
    ("Validate a case without solving it, and list every fault at once", "检查算例而不求解，并一次列出全部错误"),
    ("What `eastwest sweep --atlas` wrote", "`eastwest sweep --atlas` 写出的文件"),
    ("What `solve`, `frontier`, `trace` (JSON or CSV), `ranges` (JSON) or `sweep` (CSV or Parquet) wrote with `-o`", "`solve`、`frontier`、`trace`（JSON 或 CSV）、`ranges`（JSON）或 `sweep`（CSV 或 Parquet）用 `-o` 写出的结果"),
    ("What is paid, CNY", "支付费用，元"),
    ("What is weighed: the first corner is best in it", "被权衡的指标：第一个顶点在该指标上最优"),
    ("What the ranges of a case's figures do to the three claims: tornado, corners, sample", "算例数据的区间对三个论断的影响：龙卷风图、极端组合、抽样"),
    ("Whether A and B are values, or factors or additions to the figures of the case", "A 与 B 是取值，还是对算例数据的倍数或增量"),
    ("Which picture", "哪一种图"),
    ("Which picture; may be left out where the results hold one only", "哪一种图；结果中只有一种时可省略"),
    ("Who solves it (highs: in a build with `--features highs`)", "求解器（highs 需以 `--features highs` 构建）"),
    ("Who solves it (highs: in a build with `--features highs`); every answer is checked by our own code", "求解器（highs 需以 `--features highs` 构建）；每个答案均由本程序自行校验"),
    ("Width of a bracket, as a part of the range, where breakpoints cannot be had exactly", "断点无法精确求得时的定位宽度，占范围的比例"),
    ("With --missing: a line for each array of a cluster whose MaxArraySize is SIZE, what to add to its indices and the indices", "与 --missing 同用：对 MaxArraySize 为 SIZE 的集群，每个数组一行，给出序号的偏移与序号"),
    ("With more than 48 periods: plans that are proved to cost at most this part more than the best; 1e-6 by default", "多于 48 个时段时：经证明比最优至多贵此比例的方案；默认 1e-6"),
    ("Write a page for people without a terminal: pictures, tables, and sliders that solve the case again in the browser", "为不用终端的人写一个页面：图、表，以及在浏览器中重新求解的滑块"),
    ("Write into this file; without `--format`, its ending decides (.csv, .json)", "写入此文件；没有 `--format` 时由扩展名决定（.csv、.json）"),
    ("Write into this folder instead of the terminal", "写入此文件夹而不是终端"),
    ("Write nothing: read every byte of a folder of shards, and say whether it is the whole sweep", "不写任何内容：读遍分片文件夹，并说明是否为完整的扫描"),
    ("Write the programme of a case as MPS or LP, for any solver in the world", "把算例的规划写成 MPS 或 LP，供任何求解器使用"),
    ("a source, and what rests on it", "一个来源及以其为据的数据"),
    ("of `solve --format json`", "由 `solve --format json` 写出"),
    ("one hub, and plans up to 2 % dearer", "一个枢纽，以及至多贵 2 % 的方案"),
    ("one kind of limit", "一类限制"),
    ("one workload, hub by hub, in sentences", "一个工作负载，逐个枢纽说明"),
    ("the bibliography", "参考文献"),
    ("the same by file, row and column", "同上，按文件、行、列"),
    ("where the figure behind a key of --set comes from", "--set 的键所对应的数据来自何处"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(HELP.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn what_clap_repeats_is_repeated() {
        assert_eq!(
            usage("error: invalid value 'jsn' for '--format <FORMAT>'"),
            "错误：值 'jsn' 不适用于 '--format <FORMAT>'"
        );
        assert_eq!(usage("  [possible values: one, all]"), "  [可取：one, all]");
        assert_eq!(
            usage("Usage: eastwest [OPTIONS] <COMMAND>"),
            "用法：eastwest [选项] <命令>"
        );
    }
}
