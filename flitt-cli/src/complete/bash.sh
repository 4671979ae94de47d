# Takes the words from COMP_LINE, not from COMP_WORDS: bash splits those at `=`, but a parameter is one word.
_complete_NAME() {
    local line=${COMP_LINE:0:COMP_POINT}
    local word=${line##*[[:space:]]}
    local IFS=$' \t\n' words
    read -ra words <<< "${line%"$word"}"
    # The part before the one that bash replaces.
    local before=${word%"$2"}
    IFS=$'\n'
    COMPREPLY=($(VAR=bash _CLAP_COMPLETE_INDEX=${#words[@]} "COMPLETER" -- "${words[@]}" "$word" 2>/dev/null))
    COMPREPLY=("${COMPREPLY[@]#"$before"}")
    if [[ ${COMPREPLY-} != *[=/] ]]; then
        compopt +o nospace 2>/dev/null
    fi
}
complete -o nospace -o bashdefault -F _complete_NAME BIN
