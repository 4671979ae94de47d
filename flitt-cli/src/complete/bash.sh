# Takes the words from COMP_LINE, not from COMP_WORDS: bash splits those at `=`, but a parameter is one word.
_complete_NAME() {
    local line=${COMP_LINE:0:COMP_POINT}
    local word=${line##*[[:space:]]}
    local IFS=$' \t\n' words candidate
    read -ra words <<< "${line%"$word"}"
    # The part before the one that bash replaces.
    local before=${word%"$2"}
    COMPREPLY=()
    while IFS= read -r candidate; do
        # Bash inserts a candidate without quotes, so one that means something to it is left out.
        case $candidate in
            '' | *[![:alnum:]_.:/@+,=-]*) ;;
            *) COMPREPLY+=("${candidate#"$before"}") ;;
        esac
    done <<< "$(VAR=bash _CLAP_COMPLETE_INDEX=${#words[@]} COMPLETER -- "${words[@]}" "$word" 2>/dev/null)"
    if [[ ${COMPREPLY-} != *[=/] ]]; then
        compopt +o nospace 2>/dev/null
    fi
}
complete -o nospace -F _complete_NAME BIN
