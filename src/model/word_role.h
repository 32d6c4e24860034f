/* What a word does in a sentence, as far as it matters to whoever looks for what is spoken of. */
#ifndef MODEL_WORD_ROLE_H
#define MODEL_WORD_ROLE_H

enum word_role {
    ROLE_TELLS,        /* it names or judges something */
    ROLE_HOLDS,        /* it only holds the sentence together: "the", "was", "again" */
    ROLE_NEGATES_NEXT, /* alone it tells nothing, with the word behind it it does: "never arrived"
                        */
    ROLE_NEGATES_LAST, /* with the one before it, as Persian verbs do: "kar nemikone" */
};

#endif
