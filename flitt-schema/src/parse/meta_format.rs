use super::report::Report;
use crate::json::{Data, Node};
use crate::keys::META_FORMAT_VERSION;

/// Reads the version of the meta-format. A file of a later version is rejected before anything else in it is reported.
pub(super) fn is_supported_version(node: &Node<'_>, report: &mut Report) -> bool {
    let Data::Object(members) = &node.data else { return true };
    let Some(member) = members.iter().find(|member| member.key == "meta_format") else { return true };
    let Data::Number(digits) = member.value.data else { return true };
    match digits.parse::<u64>() {
        Ok(version) if (1..=META_FORMAT_VERSION).contains(&version) => {
            report.set_meta_format(version);
            return true;
        }
        Ok(version) if version > META_FORMAT_VERSION => report.error(
            &member.value.span,
            format!("unsupported meta_format {version}: this tool is too old"),
            "",
            format!("update the tool, which supports meta_format 1 to {META_FORMAT_VERSION}"),
        ),
        _ => report.error(
            &member.value.span,
            format!("invalid `meta_format`: {digits}"),
            "",
            format!("`meta_format` must be from 1 to {META_FORMAT_VERSION}; if absent, it is {META_FORMAT_VERSION}"),
        ),
    }
    false
}
