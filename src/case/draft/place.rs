use std::borrow::Cow;
use std::fmt;

/// A table of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// Name, horizon, policies, and prices that are not per hub: `case.toml`.
    Settings,
    /// Data-centre clusters.
    Hubs,
    /// Where users and training data are.
    Origins,
    /// Origin–hub pairs.
    Links,
    /// Capacities that links share.
    Trunks,
    /// What workloads run on.
    Accelerators,
    /// Where accelerators stand and how many may.
    Fleet,
    /// Green power that hubs may contract.
    PowerContracts,
    /// Services with users.
    Inference,
    /// Training runs.
    Training,
    /// Archives.
    Storage,
    /// Representative hours.
    Periods,
    /// Named shapes over the periods.
    Profiles,
    /// Figures of hubs in single periods.
    Hourly,
    /// Where load runs today.
    Baseline,
}

impl Table {
    /// All tables that are lists of rows.
    pub(crate) const LISTS: [Table; 14] = [
        Table::Hubs,
        Table::Origins,
        Table::Links,
        Table::Trunks,
        Table::Accelerators,
        Table::Fleet,
        Table::PowerContracts,
        Table::Inference,
        Table::Training,
        Table::Storage,
        Table::Periods,
        Table::Profiles,
        Table::Hourly,
        Table::Baseline,
    ];

    /// What a row of it is: `hub`, `service`.
    #[must_use]
    pub(crate) const fn item(self) -> &'static str {
        match self {
            Table::Settings => "case",
            Table::Hubs => "hub",
            Table::Origins => "origin",
            Table::Links => "link",
            Table::Trunks => "trunk",
            Table::Accelerators | Table::Fleet => "accelerator",
            Table::PowerContracts => "contract",
            Table::Inference => "service",
            Table::Training => "run",
            Table::Storage => "archive",
            Table::Periods | Table::Profiles | Table::Hourly => "period",
            Table::Baseline => "workload",
        }
    }

    /// Name of the table, which is also the stem of its file: `hubs`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Table::Settings => "case",
            Table::Hubs => "hubs",
            Table::Origins => "origins",
            Table::Links => "links",
            Table::Trunks => "trunks",
            Table::Accelerators => "accelerators",
            Table::Fleet => "fleet",
            Table::PowerContracts => "power_contracts",
            Table::Inference => "inference",
            Table::Training => "training",
            Table::Storage => "storage",
            Table::Periods => "periods",
            Table::Profiles => "profiles",
            Table::Hourly => "hourly",
            Table::Baseline => "baseline",
        }
    }
}

/// Where in a draft something is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DraftPlace {
    /// The table.
    pub table: Table,
    /// Index of the row, from 0; `None` for settings and for the table as a whole.
    pub row: Option<usize>,
    /// Column, or dotted key of the settings (`network.route_factor`).
    pub column: Option<Cow<'static, str>>,
    /// What the row is about: ``hub `zhongwei` ``.
    pub item: Option<String>,
}

impl DraftPlace {
    /// The table as a whole.
    #[must_use]
    pub(crate) const fn table(table: Table) -> Self {
        Self {
            table,
            row: None,
            column: None,
            item: None,
        }
    }

    /// A key of the settings, dotted.
    pub(crate) fn setting(key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            column: Some(key.into()),
            ..Self::table(Table::Settings)
        }
    }
}

impl fmt::Display for DraftPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.table.name())?;
        if let Some(row) = self.row {
            write!(f, ", row {}", row + 1)?;
        }
        if let Some(column) = &self.column {
            let word = match self.table {
                Table::Settings => "key",
                _ => "column",
            };
            write!(f, ", {word} `{column}`")?;
        }
        if let Some(item) = &self.item {
            write!(f, " ({item})")?;
        }
        Ok(())
    }
}
