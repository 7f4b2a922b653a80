//! What a publication changed, by rows.

use std::io;

use sekisho_store::{ChangedKeys, Changes};

use crate::Surroundings;

/// Writes which rows were added, changed and removed: of each kind the first, and how many more there are.
pub(crate) fn changes(
    changes: Option<&Changes>,
    surroundings: &mut Surroundings<'_>,
) -> io::Result<()> {
    let Some(Changes { added, changed, removed }) = changes else {
        return surroundings.tell(
            "  what it replaces cannot be read, so what it changed cannot be told",
            "  置き換えられる版を読めないため、変更点は分かりません",
        );
    };
    for (sign, keys) in [("+", added), ("~", changed), ("-", removed)] {
        let ChangedKeys { count, keys } = keys;
        let shown = keys.get(..ChangedKeys::LISTED).unwrap_or(keys);
        for key in shown {
            surroundings.say(format_args!("  {sign} {key}"))?;
        }
        let listed = u64::try_from(shown.len()).unwrap_or(u64::MAX);
        match count.saturating_sub(listed) {
            0 => {}
            more => surroundings.tell(
                format_args!("  {sign} and {more} more"),
                format_args!("  {sign} ほか {more} 件"),
            )?,
        }
    }
    if added.count == 0 && changed.count == 0 && removed.count == 0 {
        surroundings.tell("  nothing changed", "  変更はありません")?;
    }
    Ok(())
}
