//! # What the page says, in every language
//!
//! One table: a text has its English and its Chinese form beside one another, with the same `{placeholders}` in both.

pub(super) use crate::language::Language;

impl Language {
    /// For the attribute `lang` of a page.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Zh => "zh-CN",
        }
    }

    /// A text in this language.
    pub(super) const fn text(self, text: Text) -> &'static str {
        let [english, chinese] = text.forms();
        match self {
            Language::En => english,
            Language::Zh => chinese,
        }
    }

    /// A text with its placeholders filled in.
    pub(super) fn say(self, text: Text, values: &[(&str, &str)]) -> String {
        filled(self.text(text), values)
    }

    /// The name of a place in this language, where it has one.
    pub(super) fn name<'a>(self, name: &'a str, chinese: Option<&'a str>) -> &'a str {
        match (self, chinese) {
            (Language::Zh, Some(chinese)) if !chinese.is_empty() => chinese,
            _ => name,
        }
    }
}

/// `text` with each `{name}` replaced; what is filled in is not looked at again.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = values.iter().find(|(key, _)| *key == name);
        out.push_str(value.map_or("", |(_, value)| value));
        rest = behind;
    }
    out.push_str(rest);
    out
}

macro_rules! texts {
    ($($name:ident: $english:literal, $chinese:literal;)*) => {
        /// A text of the page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Text { $($name),* }

        impl Text {
            /// All of them.
            #[cfg(test)]
            const ALL: &'static [Text] = &[$(Text::$name),*];

            /// English, Chinese.
            const fn forms(self) -> [&'static str; 2] {
                match self { $(Text::$name => [$english, $chinese]),* }
            }
        }
    };
}

texts! {
    // head
    Report: "Placement of AI workloads on eastern and western hubs", "东西部算力枢纽 AI 工作负载布局方案";
    Skip: "Skip to the content", "跳到正文";
    Contents: "Contents", "目录";
    Solved: "{hours} h in {periods} periods, solved by {solver}: {status}", "{hours} 小时，{periods} 个时段，由 {solver} 求解：{status}";
    SolvedOne: "{hours} h in one period, solved by {solver}: {status}", "{hours} 小时，单时段，由 {solver} 求解：{status}";
    Optimal: "optimal", "最优";
    Shortfall: "with a shortfall", "有缺口";
    LowerIsPlan: "All figures are of the plan that costs least under all rules of the case.", "所有数字均为在算例全部约束下成本最低的方案。";
    // verdicts
    Verdicts: "The three claims", "三个论断";
    AgainstBaseline: "Against {baseline}, for the {share} of the plan's energy that both serve.", "与基准（{baseline}）相比，比较范围为两者都能承载的 {share} 用能。";
    Holds: "holds", "成立";
    DoesNotHold: "does not hold", "不成立";
    Open: "open within the gap", "在间隙内未定";
    ClaimCostTraining: "Moving training saves {saved} of fees for {more} more network.", "训练任务西移节省费用 {saved}，网络费用增加 {more}。";
    ClaimCostAll: "Moving work saves {saved} of fees for {more} more network.", "工作负载西移节省费用 {saved}，网络费用增加 {more}。";
    ClaimCarbon: "Carbon changes by {change} t CO2 ({share}), by {accounting} factors.", "碳排放变化 {change} t CO2（{share}），按{accounting}因子核算。";
    ClaimCarbonNone: "It cuts carbon: not every hub states its factor.", "减少碳排放：并非每个枢纽都给出了排放因子。";
    ClaimHeadroom: "{services} can grow to {plan} times its demand instead of {baseline}.", "{services} 的需求可增长到 {plan} 倍，基准下为 {baseline} 倍。";
    ClaimHeadroomNone: "No service has a round-trip limit: low latency is not scarce.", "没有业务设置往返时延上限：低时延不稀缺。";
    NoClaims: "The claims were not asked for.", "本次未检验三个论断。";
    RestsOn: "What it rests on", "依据";
    KindMay: "what may move", "允许迁移的负载";
    Moved: "moved, MW (IT)", "迁移量，MW（IT）";
    FeesSaved: "fees saved, CNY", "节省费用，CNY";
    NetworkMore: "network more, CNY", "网络增加，CNY";
    Ratio: "saved ÷ more", "节省 ÷ 增加";
    PaidLess: "paid less, CNY", "净节省，CNY";
    AllWork: "all work", "全部负载";
    // live
    Live: "Try it", "动手试算";
    LiveHow: "Move a slider: the plan is solved again here, on this computer, with its proof. Nothing leaves this page.", "拖动滑块：方案在本机浏览器中重新求解并给出最优性证明，任何数据都不会离开本页。";
    NoScript: "Without script this page shows the base plan alone. With it, sliders solve the plan again.", "未启用脚本时，本页只显示基础方案；启用后可用滑块重新求解。";
    NoEngine: "The engine cannot run here ({why}). The base plan and all tables stand as they are.", "此处无法运行求解引擎（{why}）。基础方案与全部表格仍然有效。";
    Loading: "The engine is being loaded …", "正在加载求解引擎……";
    Working: "solving …", "正在求解……";
    WorkingAll: "solving all {periods} periods …", "正在求解全部 {periods} 个时段……";
    AnsweredOne: "one period (means of the horizon), answered in {ms} ms", "单时段（全期均值），{ms} 毫秒内求解";
    AnsweredAll: "all {periods} periods, answered in {ms} ms", "全部 {periods} 个时段，{ms} 毫秒内求解";
    Uncertified: "The engine in this page cannot answer for this position: {why}", "本页引擎无法求解此设置：{why}";
    OnlyOnePeriod: "The engine in this page cannot answer for all {periods} periods ({why}); what stands here is of one period.", "本页引擎无法求解全部 {periods} 个时段（{why}）；此处结果为单时段。";
    RefusedChange: "This change cannot be made: {why}", "无法作此改动：{why}";
    AskCommand: "This command line can, with other solvers beside it:", "可用以下命令行（带备用求解器）求解：";
    Reset: "Back to the base plan", "恢复基础方案";
    FreeField: "Any other change, one on a line: KEY=VALUE, KEY*=FACTOR or KEY+=ADDITION", "其他改动，每行一个：KEY=VALUE、KEY*=FACTOR 或 KEY+=ADDITION";
    CommandLine: "The same on the command line", "等价命令行";
    LinkKept: "The address of this page holds this position (#set=…).", "本页地址（#set=…）保存了当前设置，可直接转发。";
    Prices: "Prices", "价格";
    Demand: "Demand", "需求";
    Capacities: "Capacity by hub", "各枢纽容量";
    LatencyAndRules: "Latency, PUE, green target", "时延、PUE、绿电目标";
    Times: "times", "倍";
    Base: "base", "基础";
    Now: "now", "当前";
    Change: "change", "变化";
    Measure: "measure", "指标";
    NoChange: "no change", "无变化";
    More: "more", "增加";
    Less: "less", "减少";
    Residuals: "primal residual {primal}, dual residual {dual}, relative gap {gap} (1e-6 allowed)", "原始残差 {primal}，对偶残差 {dual}，相对对偶间隙 {gap}（允许 1e-6）";
    NotMet: "Not met", "未满足";
    // measures
    PaidCost: "cost paid, CNY", "支付成本，CNY";
    Carbon: "Carbon", "碳排放";
    CarbonT: "carbon, t CO2 ({accounting})", "碳排放，t CO2（{accounting}）";
    Location: "location-based", "基于位置";
    Market: "market-based", "基于市场";
    Marginal: "marginal", "边际";
    Energy: "energy of the facilities, MWh", "设施用能，MWh";
    ItEnergy: "IT energy, MWh", "IT 用能，MWh";
    GreenShare: "green share, %", "绿电占比，%";
    RoundTrip: "mean round trip, ms", "平均往返时延，ms";
    InferenceRoundTrip: "round trip of inference, ms", "推理往返时延，ms";
    MeanPue: "mean PUE", "平均 PUE";
    // map
    Map: "Where work runs", "负载去向";
    MapCaption: "Arcs go from users and data to the hubs that serve them, as wide as their load; western hubs are blue, eastern ones vermillion.", "弧线由用户和数据所在地指向承载枢纽，宽度表示负荷；西部枢纽为蓝色，东部为朱红色。";
    MapNow: "Map of this position", "当前设置的地图";
    Hub: "hub", "枢纽";
    Side: "side", "区域";
    East: "east", "东部";
    West: "west", "西部";
    Contracted: "contracted, MW (IT)", "签约容量，MW（IT）";
    Capacity: "capacity, MW (IT)", "容量上限，MW（IT）";
    MeanLoad: "mean load, MW (IT)", "平均负荷，MW（IT）";
    Inference: "inference", "推理";
    Training: "training", "训练";
    Storage: "storage", "存储";
    Price: "electricity, CNY/kWh", "电价，CNY/kWh";
    Pue: "PUE", "PUE";
    Factor: "grid factor, kg CO2/kWh", "电网因子，kg CO2/kWh";
    HubTable: "What each hub does", "各枢纽情况";
    Workload: "workload", "工作负载";
    WorkloadTable: "Mean load of each workload at each hub, MW (IT)", "各工作负载在各枢纽的平均负荷，MW（IT）";
    Total: "total", "合计";
    // cost
    Cost: "Cost by item", "分项成本";
    CostTable: "Cost by item beside the baseline, M CNY", "分项成本与基准对比，百万元";
    Item: "item", "项目";
    Plan: "plan", "方案";
    Baseline: "baseline", "基准";
    ForCompared: "for the load that both serve", "按两者都能承载的负载";
    Electricity: "electricity", "电费";
    Hosting: "hosting (racks)", "机架托管费";
    Accelerators: "accelerators", "加速卡";
    Bandwidth: "bandwidth", "带宽费";
    Transfer: "data transfer", "数据传输费";
    GreenPremium: "green premium", "绿证溢价";
    PowerContracts: "contracts for green power", "绿电合同";
    CarbonPrice: "carbon price", "碳价";
    Penalties: "penalties (nobody pays them)", "缺口罚值（并非实际支出）";
    // carbon
    CarbonTable: "Emissions in three accountings, t CO2", "三种核算口径的碳排放，t CO2";
    Accounting: "accounting", "核算口径";
    InForce: "(the case's)", "（本算例采用）";
    Avoided: "avoided", "减排量";
    // hours
    Hours: "Load by hour", "分时负荷";
    HoursCaption: "IT load by hub and period, over electricity price and green share.", "各枢纽分时 IT 负荷，对照电价与绿电占比。";
    HoursTable: "Load by hub and period, MW (IT)", "各枢纽各时段负荷，MW（IT）";
    Period: "period", "时段";
    // frontier
    Frontier: "Cost against carbon", "成本与碳排放前沿";
    FrontierCaption: "Every corner of the exact frontier; the slope is what a tonne less costs on the way there.", "精确前沿的全部顶点；斜率为减排一吨的边际成本。";
    FrontierOne: "Drawn for one period with the means of the horizon.", "按全期均值的单时段绘制。";
    FrontierTable: "Corners of the frontier", "前沿顶点";
    Corner: "corner", "顶点";
    Slope: "slope, CNY/t", "斜率，CNY/t";
    PickCorner: "Corner to be shown", "选择顶点";
    PlanThere: "The plan at this corner, mean load, MW (IT)", "该顶点的方案，平均负荷，MW（IT）";
    Complete: "Complete: proved that no plan lies below it and no corner is missing.", "完整：已证明前沿之下没有其他方案，且没有遗漏的顶点。";
    Incomplete: "Not proved to be complete.", "未能证明完整。";
    // binding
    Binding: "What binds, and what one unit more is worth", "起约束作用的限制及其影子价格";
    BindingTable: "Limits that bind", "起约束作用的限制";
    Limit: "limit", "限制";
    Stands: "stands at", "当前值";
    Unit: "unit", "单位";
    OneMore: "one more saves, CNY", "放宽一单位可节省，CNY";
    OneLess: "one less costs, CNY", "收紧一单位增加，CNY";
    NothingBinds: "No limit holds this plan back.", "没有限制对方案起约束作用。";
    ForOnePeriod: "For one period with the means of the horizon.", "按全期均值的单时段计算。";
    ForAllPeriods: "For all {periods} periods.", "按全部 {periods} 个时段计算。";
    // reasons
    Reasons: "Why this hub and not that one", "为何选这个枢纽";
    ReasonsHow: "What a MWh (IT) of each workload costs at each hub, everything counted: fees, network, carbon, rules, and what the room there is worth to others. Work runs where that is least.", "每类负载在各枢纽每 MWh（IT）的全口径成本：费用、网络、碳、规则，以及该处容量对其他负载的价值。负载总是放在该值最低处。";
    ReasonTable: "{workload}: cost at each hub, CNY per MWh (IT)", "{workload}：在各枢纽的成本，CNY/MWh（IT）";
    Fees: "fees", "费用";
    Network: "network", "网络";
    Rules: "carbon and rules", "碳与规则";
    Scarcity: "scarcity", "稀缺价值";
    TooFar: "out of reach in time", "时延不可达";
    NotAllowed: "not allowed", "不允许";
    MustFall: "must fall by, before more runs there", "再降多少才会增加负载";
    // sources
    Sources: "Where the figures come from", "数据来源";
    FigureTable: "Figures with their ranges", "数据及其区间";
    SourceTable: "Sources", "来源";
    Figure: "figure", "数据项";
    Value: "value", "取值";
    Low: "low", "下限";
    High: "high", "上限";
    Status: "status", "性质";
    Year: "year", "年份";
    Source: "source", "来源";
    NoFigures: "The case has no figures.csv.", "本算例没有 figures.csv。";
    // proof
    Proof: "Proof and origin", "证明与出处";
    Programme: "{rows} rows, {columns} columns", "{rows} 行，{columns} 列";
    Origin: "eastwest {version}, solver {solver}, case sha256 {hash}", "eastwest {version}，求解器 {solver}，算例 sha256 {hash}";
    Options: "Options: {options}", "选项：{options}";
    HowProved: "Residuals and gap are measured on the programme as it was written, not taken from the solver.", "残差与间隙由独立校验在原始线性规划上测得，并非取自求解器。";
    // compare
    Compare: "Two plans side by side", "两个方案对比";
    CompareWith: "The plan of this page against {other}.", "本页方案与 {other} 对比。";
    Other: "other", "另一方案";
    MapOther: "Map of the other plan", "另一方案的地图";
    // tables of changes
    WhatChanged: "What changed", "变化一览";
    HubsChanged: "Load by hub, MW (IT)", "各枢纽负荷，MW（IT）";
    ItemsChanged: "Cost by item, M CNY", "分项成本，百万元";
    ShowTable: "As a table", "以表格显示";
}

/// The word for a measure, item or kind that the library names in English.
pub(super) const fn word(name: &str) -> Option<Text> {
    Some(match name.as_bytes() {
        b"electricity" => Text::Electricity,
        b"hosting" => Text::Hosting,
        b"accelerators" => Text::Accelerators,
        b"bandwidth" => Text::Bandwidth,
        b"transfer" => Text::Transfer,
        b"green_premium" => Text::GreenPremium,
        b"power_contracts" => Text::PowerContracts,
        b"carbon_price" => Text::CarbonPrice,
        b"shortfall" => Text::Penalties,
        b"inference" => Text::Inference,
        b"training" => Text::Training,
        b"storage" => Text::Storage,
        b"all" => Text::AllWork,
        b"location" => Text::Location,
        b"market" => Text::Market,
        b"marginal" => Text::Marginal,
        b"east" => Text::East,
        b"west" => Text::West,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|after| after.split_once('}'))
            .map(|(name, _)| name)
            .collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn every_text_has_both_forms_with_the_same_placeholders() {
        for text in Text::ALL {
            let [english, chinese] = text.forms();
            assert!(!english.is_empty() && !chinese.is_empty(), "{text:?}");
            assert_eq!(placeholders(english), placeholders(chinese), "{text:?}");
            let has_chinese = chinese
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(
                has_chinese || *text == Text::Pue,
                "{text:?} is not translated"
            );
        }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        assert_eq!(
            filled("{a} and {b}", &[("a", "{b}"), ("b", "2")]),
            "{b} and 2"
        );
        assert_eq!(filled("a { b", &[]), "a { b");
    }
}
