//! # What the page says, in every language
//!
//! A text has its name and its English here, and its Chinese in the one catalogue, with the same `{placeholders}`: both forms are in
//! the page's engine, and those that its script fills in are handed to it as they are.

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
    ($($name:ident: $english:tt;)*) => {
        /// A text of the page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Text { $($name),* }

        impl Text {
            /// All of them.
            #[cfg(test)]
            const ALL: &'static [Text] = &[$(Text::$name),*];

            /// English, Chinese.
            const fn forms(self) -> [&'static str; 2] {
                match self { $(Text::$name => [$english, chinese!($english)]),* }
            }
        }
    };
}

texts! {
    // head
    Report: "Placement of AI workloads on eastern and western hubs";
    Skip: "Skip to the content";
    Contents: "Contents";
    Solved: "{hours} h in {periods} periods, solved by {solver}: {status}";
    SolvedOne: "{hours} h in one period, solved by {solver}: {status}";
    Optimal: "optimal";
    Shortfall: "with a shortfall";
    LowerIsPlan: "All figures are of the plan that costs least under all rules of the case.";
    // verdicts
    Verdicts: "The three claims";
    AgainstBaseline: "Against {baseline}, for the {share} of the plan's energy that both serve.";
    Holds: "holds";
    DoesNotHold: "does not hold";
    Open: "open within the gap";
    ClaimCostTraining: "Moving training saves {saved} of fees for {more} more network.";
    ClaimCostAll: "Moving work saves {saved} of fees for {more} more network.";
    ClaimCarbon: "Carbon changes by {change} t CO2 ({share}), by {accounting} factors.";
    ClaimCarbonNone: "It cuts carbon: not every hub states its factor.";
    ClaimHeadroom: "{services} can grow to {plan} times its demand instead of {baseline}.";
    ClaimHeadroomNone: "No service has a round-trip limit: low latency is not scarce.";
    NoClaims: "The claims were not asked for.";
    RestsOn: "What it rests on";
    KindMay: "what may move";
    Moved: "moved, MW (IT)";
    FeesSaved: "fees saved, CNY";
    NetworkMore: "network more, CNY";
    Ratio: "saved ÷ more";
    PaidLess: "paid less, CNY";
    AllWork: "all work";
    // live
    Live: "Try it";
    LiveHow: "Move a slider: the plan is solved again here, on this computer, with its proof. Nothing leaves this page.";
    NoScript: "Without script this page shows the base plan alone. With it, sliders solve the plan again.";
    NoEngine: "The engine cannot run here ({why}). The base plan and all tables stand as they are.";
    Loading: "The engine is being loaded …";
    Working: "solving …";
    WorkingAll: "solving all {periods} periods …";
    AnsweredOne: "one period (means of the horizon), answered in {ms} ms";
    AnsweredAll: "all {periods} periods, answered in {ms} ms";
    Uncertified: "The engine in this page cannot answer for this position: {why}";
    OnlyOnePeriod: "The engine in this page cannot answer for all {periods} periods ({why}); what stands here is of one period.";
    RefusedChange: "This change cannot be made: {why}";
    AskCommand: "This command line can, with other solvers beside it:";
    Reset: "Back to the base plan";
    FreeField: "Any other change, one on a line: KEY=VALUE, KEY*=FACTOR or KEY+=ADDITION";
    CommandLine: "The same on the command line";
    LinkKept: "The address of this page holds this position (#set=…).";
    Prices: "Prices";
    Demand: "Demand";
    Capacities: "Capacity by hub";
    LatencyAndRules: "Latency, PUE, green target";
    Times: "times";
    Base: "base";
    Now: "now";
    Change: "change";
    Measure: "measure";
    NoChange: "no change";
    More: "more";
    Less: "less";
    Residuals: "primal residual {primal}, dual residual {dual}, relative gap {gap} (1e-6 allowed)";
    NotMet: "Not met";
    // measures
    PaidCost: "cost paid, CNY";
    Carbon: "Carbon";
    CarbonT: "carbon, t CO2 ({accounting})";
    Location: "location-based";
    Market: "market-based";
    Marginal: "marginal";
    Energy: "energy of the facilities, MWh";
    ItEnergy: "IT energy, MWh";
    GreenShare: "green share, %";
    RoundTrip: "mean round trip, ms";
    InferenceRoundTrip: "round trip of inference, ms";
    MeanPue: "mean PUE";
    // map
    Map: "Where work runs";
    MapCaption: "Arcs go from users and data to the hubs that serve them, as wide as their load; western hubs are blue, eastern ones vermillion.";
    MapNow: "Map of this position";
    Hub: "hub";
    Side: "side";
    East: "east";
    West: "west";
    Contracted: "contracted, MW (IT)";
    Capacity: "capacity, MW (IT)";
    MeanLoad: "mean load, MW (IT)";
    Inference: "inference";
    Training: "training";
    Storage: "storage";
    Price: "electricity, CNY/kWh";
    Pue: "PUE";
    Factor: "grid factor, kg CO2/kWh";
    HubTable: "What each hub does";
    Workload: "workload";
    WorkloadTable: "Mean load of each workload at each hub, MW (IT)";
    Total: "total";
    // cost
    Cost: "Cost by item";
    CostTable: "Cost by item beside the baseline, M CNY";
    Item: "item";
    Plan: "plan";
    Baseline: "baseline";
    ForCompared: "for the load that both serve";
    Electricity: "electricity";
    Hosting: "hosting (racks)";
    Accelerators: "accelerators";
    Bandwidth: "bandwidth";
    Transfer: "data transfer";
    GreenPremium: "green premium";
    PowerContracts: "contracts for green power";
    CarbonPrice: "carbon price";
    Penalties: "penalties (nobody pays them)";
    // carbon
    CarbonTable: "Emissions in three accountings, t CO2";
    Accounting: "accounting";
    InForce: "(the case's)";
    Avoided: "avoided";
    // hours
    Hours: "Load by hour";
    HoursCaption: "IT load by hub and period, over electricity price and green share.";
    HoursTable: "Load by hub and period, MW (IT)";
    Period: "period";
    // frontier
    Frontier: "Cost against carbon";
    FrontierCaption: "Every corner of the exact frontier; the slope is what a tonne less costs on the way there.";
    FrontierOne: "Drawn for one period with the means of the horizon.";
    FrontierTable: "Corners of the frontier";
    Corner: "corner";
    Slope: "slope, CNY/t";
    PickCorner: "Corner to be shown";
    PlanThere: "The plan at this corner, mean load, MW (IT)";
    Complete: "Complete: proved that no plan lies below it and no corner is missing.";
    Incomplete: "Not proved to be complete.";
    // binding
    Binding: "What binds, and what one unit more is worth";
    BindingTable: "Limits that bind";
    Limit: "limit";
    Stands: "stands at";
    Unit: "unit";
    OneMore: "one more saves, CNY";
    OneLess: "one less costs, CNY";
    NothingBinds: "No limit holds this plan back.";
    ForOnePeriod: "For one period with the means of the horizon.";
    ForAllPeriods: "For all {periods} periods.";
    // reasons
    Reasons: "Why this hub and not that one";
    ReasonsHow: "What a MWh (IT) of each workload costs at each hub, everything counted: fees, network, carbon, rules, and what the room there is worth to others. Work runs where that is least.";
    ReasonTable: "{workload}: cost at each hub, CNY per MWh (IT)";
    Fees: "fees";
    Network: "network";
    Rules: "carbon and rules";
    Scarcity: "scarcity";
    TooFar: "out of reach in time";
    NotAllowed: "not allowed";
    MustFall: "must fall by, before more runs there";
    // sources
    Sources: "Where the figures come from";
    FigureTable: "Figures with their ranges";
    SourceTable: "Sources";
    Figure: "figure";
    Value: "value";
    Low: "low";
    High: "high";
    Status: "status";
    Year: "year";
    Source: "source";
    NoFigures: "The case has no figures.csv.";
    // proof
    Proof: "Proof and origin";
    Programme: "{rows} rows, {columns} columns";
    Origin: "eastwest {version}, solver {solver}, case sha256 {hash}";
    Options: "Options: {options}";
    HowProved: "Residuals and gap are measured on the programme as it was written, not taken from the solver.";
    // compare
    Compare: "Two plans side by side";
    CompareWith: "The plan of this page against {other}.";
    Other: "other";
    MapOther: "Map of the other plan";
    // tables of changes
    WhatChanged: "What changed";
    HubsChanged: "Load by hub, MW (IT)";
    ItemsChanged: "Cost by item, M CNY";
    ShowTable: "As a table";
    // saved results
    Rows: "Saved results";
    RowsHow: "Click a point of a picture, or move the slider along the rows.";
    PickRow: "Row to be shown";
    ToSliders: "Take this row as the position";
    Heat: "Heat map of the sweep";
    HeatCaption: "Share of the load that runs in the west, by the two parameters that vary.";
    Scatter: "Cost and carbon of the scenarios";
    ScatterCaption: "Each point is a scenario: what it costs and what it emits.";
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
